"""Powercount's trainer for PyTorch: all cells of one size as one batch, on a graphics card or on processors."""
