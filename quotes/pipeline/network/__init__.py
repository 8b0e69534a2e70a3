"""The network: text to pieces, pieces to readings, readings to labels."""
