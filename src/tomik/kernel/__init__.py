"""Kernel: words that every room shares. No models, no domain rules."""
