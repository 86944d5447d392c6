"""Handing a child's case on: referrals to agencies, the call to the police, sub-tasks, the mandatory report."""
