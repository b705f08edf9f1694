"""`make run-lan`: the demo over HTTPS for phones on the same network, under a certificate authority of its own."""
