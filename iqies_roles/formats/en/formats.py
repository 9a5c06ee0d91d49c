"""Django's formats for American English, but times say in which zone they are."""

DATETIME_FORMAT = "N j, Y, g:i A T"
