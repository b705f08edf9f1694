"""Labels (计量器具身份码): batches, codes, and which instrument a code is bound to. Promises: a code names one label for ever."""
