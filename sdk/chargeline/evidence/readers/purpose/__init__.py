"""What treatment is for: aims of exercises, and the deficit for which a task was chosen."""
