"""Single sign-on: staff log in with the account of their agency. It is off unless SSO_ISSUER is set."""
