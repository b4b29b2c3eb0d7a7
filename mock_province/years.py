"""Adding years to a day."""

from datetime import date


def plus_years(day: date, years: int) -> date:
    """The anniversary; 29 February becomes 1 March in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
