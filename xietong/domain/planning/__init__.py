"""What will be done, by whom and when: tasks (form 3), links, resources, risks, the plan's versions, its publication and its changes."""
