"""What every operation has in common, added to the generated description: its refusals."""

from typing import Any

REFUSAL = {
    "type": "object",
    "description": "What is wrong, what is allowed, what to do.",
    "required": ["error", "kind"],
    "properties": {
        "error": {"type": "string", "description": "A sentence for people."},
        "kind": {"type": "string", "description": "A word for programs."},
        "field": {"type": "string", "description": "Where it is wrong, in refusals of kind “invalid”."},
    },
}


def describe_refusals(result: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Every operation may answer 4XX with the same body."""
    result["components"]["schemas"]["Refusal"] = REFUSAL
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["4XX"] = {"description": "Refused.", "content": content}
    return result
