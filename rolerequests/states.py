"""The choices that are fixed: the states of the State drop-down, and the life of a request."""

from django.db import models


class State(models.TextChoices):
    """50 states, the District of Columbia and five territories, by two-letter code, sorted by name.

    The real list is not known; these are the jurisdictions that CMS assigns to its locations (inferred).
    """

    ALABAMA = "AL", "Alabama"
    ALASKA = "AK", "Alaska"
    AMERICAN_SAMOA = "AS", "American Samoa"
    ARIZONA = "AZ", "Arizona"
    ARKANSAS = "AR", "Arkansas"
    CALIFORNIA = "CA", "California"
    COLORADO = "CO", "Colorado"
    CONNECTICUT = "CT", "Connecticut"
    DELAWARE = "DE", "Delaware"
    DISTRICT_OF_COLUMBIA = "DC", "District of Columbia"
    FLORIDA = "FL", "Florida"
    GEORGIA = "GA", "Georgia"
    GUAM = "GU", "Guam"
    HAWAII = "HI", "Hawaii"
    IDAHO = "ID", "Idaho"
    ILLINOIS = "IL", "Illinois"
    INDIANA = "IN", "Indiana"
    IOWA = "IA", "Iowa"
    KANSAS = "KS", "Kansas"
    KENTUCKY = "KY", "Kentucky"
    LOUISIANA = "LA", "Louisiana"
    MAINE = "ME", "Maine"
    MARYLAND = "MD", "Maryland"
    MASSACHUSETTS = "MA", "Massachusetts"
    MICHIGAN = "MI", "Michigan"
    MINNESOTA = "MN", "Minnesota"
    MISSISSIPPI = "MS", "Mississippi"
    MISSOURI = "MO", "Missouri"
    MONTANA = "MT", "Montana"
    NEBRASKA = "NE", "Nebraska"
    NEVADA = "NV", "Nevada"
    NEW_HAMPSHIRE = "NH", "New Hampshire"
    NEW_JERSEY = "NJ", "New Jersey"
    NEW_MEXICO = "NM", "New Mexico"
    NEW_YORK = "NY", "New York"
    NORTH_CAROLINA = "NC", "North Carolina"
    NORTH_DAKOTA = "ND", "North Dakota"
    NORTHERN_MARIANA_ISLANDS = "MP", "Northern Mariana Islands"
    OHIO = "OH", "Ohio"
    OKLAHOMA = "OK", "Oklahoma"
    OREGON = "OR", "Oregon"
    PENNSYLVANIA = "PA", "Pennsylvania"
    PUERTO_RICO = "PR", "Puerto Rico"
    RHODE_ISLAND = "RI", "Rhode Island"
    SOUTH_CAROLINA = "SC", "South Carolina"
    SOUTH_DAKOTA = "SD", "South Dakota"
    TENNESSEE = "TN", "Tennessee"
    TEXAS = "TX", "Texas"
    UTAH = "UT", "Utah"
    VERMONT = "VT", "Vermont"
    VIRGIN_ISLANDS = "VI", "Virgin Islands"
    VIRGINIA = "VA", "Virginia"
    WASHINGTON = "WA", "Washington"
    WEST_VIRGINIA = "WV", "West Virginia"
    WISCONSIN = "WI", "Wisconsin"
    WYOMING = "WY", "Wyoming"


class SurveyorAnswer(models.TextChoices):
    """Answers to "Are you a Surveyor?" (Figures 4 and 9). Skip Question and untouched are both ''."""

    YES = "yes", "Yes"
    NO = "no", "No"


class Status(models.TextChoices):
    """The life of a request. DRAFT is ours and never shown; what nobody can reach yet has its place."""

    DRAFT = "draft", "Draft"
    PENDING = "pending", "Pending"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    REMOVED = "removed", "Removed"
    LAPSED = "lapsed", "Lapsed"
    WITHDRAWN = "withdrawn", "Withdrawn"


OPEN_STATUSES = (Status.PENDING, Status.APPROVED)
ENDED_STATUSES = (Status.REJECTED, Status.REMOVED, Status.LAPSED, Status.WITHDRAWN)


class Verb(models.TextChoices):
    """What can happen to a request; each writes an event."""

    CATEGORY_CHOSEN = "category_chosen", "Category chosen"
    ROLE_CHOSEN = "role_chosen", "Role chosen"
    SUBMITTED = "submitted", "Submitted"
    WITHDRAWN = "withdrawn", "Withdrawn"
