"""What was said and who took what away: meetings, minutes (form 4), action items."""
