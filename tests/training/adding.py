"""Forms that create a class and add trainees."""


def rows(*names, ticked=None, **data):
    """The data of a preview with these names; all are ticked unless `ticked` has their numbers."""
    ticked = range(1, len(names) + 1) if ticked is None else ticked
    return {"person": list(names), "add": [str(number) for number in ticked], **data}
