"""Corpora → examples → network → ONNX: how the weights in `quotes/model` are made. Nothing imports this package."""
