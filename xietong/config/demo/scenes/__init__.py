"""What every collaboration goes through, each scene once: application, launch, plan, execution, meetings, closing."""
