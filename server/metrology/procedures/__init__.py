"""One file per family of instruments or of arithmetic; each function reads its inputs and writes its working."""
