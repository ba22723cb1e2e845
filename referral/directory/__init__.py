"""Who answers for a child: agencies, their hours, and how they are reached."""
