"""The tests mirror the tree; journeys and the browser tell whole stories; architecture checks the plan."""
