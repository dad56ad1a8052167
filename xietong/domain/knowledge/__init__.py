"""What others may learn and start from: playbooks and lessons."""
