"""The names of the BPMN 2.0 vocabulary that both writing and reading need, and of our own extension."""

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OURS = "urn:xietong:swimlanes:1"
PREFIXES = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": XSI, "xietong": OURS}

# What the extension keeps of a node beyond BPMN: element name of a text, element name of each item of a list.
TEXTS = {"decider": "decider", "criteria": "criteria", "timeLimit": "time_limit", "post": "post", "tool": "tool"}
LISTS = {"input": "inputs", "output": "outputs", "task": "tasks"}


def bpmn(name: str) -> str:
    """The full name of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def ours(name: str) -> str:
    """The full name of an element of the extension."""
    return f"{{{OURS}}}{name}"
