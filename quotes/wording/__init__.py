"""Words compared with words: the same ones, altered ones, the same sense."""
