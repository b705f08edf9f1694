"""Labels (计量器具身份码): batches, codes, bindings. Promises: a code names one label and is never given twice."""
