"""The same journey on django-formtools: what `make bench` compares with. Its settings say how it is built."""
