"""A real OpenID Connect provider for tests of single sign-on: a process of its own, from a package of npm."""
