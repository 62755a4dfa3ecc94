"""The parts of the pytest zygote; `nx_signal_zygote.py` beside this folder puts them together."""
