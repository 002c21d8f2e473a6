"""The schemas of openapi.yaml that the kinds of server/office ask for, and the paths: what the document has to say of them."""

ID = {"type": "string", "pattern": "^[!#-\\[\\]-~]{1,40}$"}
TIME = {"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?$"}
SIMPLE = {
    "id": ID, "date": {"type": "string", "format": "date"}, "minute": TIME, "time": TIME,
    "clock": {"type": "string", "pattern": "^\\d{2}:\\d{2}$"}, "bool": {"type": "boolean"},
}
LONG = 1000  # a list of more entries is told by its length in lists


def field_schema(field):
    kind = field["type"]
    if kind in SIMPLE:
        schema = dict(SIMPLE[kind])
    elif kind == "text":
        schema = {"type": "string", **({"maxLength": field["max"]} if field["max"] else {})}
    elif kind == "word":
        schema = {"type": "string", "enum": field["words"]}
    elif kind == "int":
        schema = {"type": "integer", "minimum": field["min"], "maximum": field["max"]}
    elif kind == "ids":
        schema = {"type": "array", "maxItems": field["max"], "uniqueItems": True, "items": dict(ID)}
    elif kind == "ints":
        schema = {"type": "array", "maxItems": field["max"], "items": {"type": "integer", "minimum": 1, "maximum": field["min"]}}
    elif kind == "rows":
        rows = object_schema(field["rows"]) if "rows" in field else {"type": "object"}
        schema = {"type": "array", "maxItems": field["max"], "items": rows}
    else:
        schema = object_schema(field["rows"])
    if field["made"]:
        schema["readOnly"] = True
    if field["secret"]:
        schema["writeOnly"] = True
    return schema


def object_schema(form):
    schema = {"type": "object", "additionalProperties": False}
    form = [field for field in form if not (field["secret"] and field["made"])]  # the server's own, and told to nobody
    required = [field["name"] for field in form if field["required"]]
    if required:
        schema["required"] = required
    schema["properties"] = {field["name"]: field_schema(field) for field in form}
    return schema


def type_name(kind):
    if kind["name"] == "site":
        return "SiteSettings"  # Site is what the log-in page may show
    return "".join(part.capitalize() for part in kind["name"].split("_"))


def thing_schema(kind):
    schema = object_schema(kind["form"])
    own = {"revision": {"type": "string", "readOnly": True}, "changed_by": {"type": "string", "readOnly": True},
           "changed_at": {**TIME, "readOnly": True}, "names": {"$ref": "#/components/schemas/Names"}}
    if not any(field["name"] == (kind["id_member"] or "id") for field in kind["form"]):
        own["id"] = {"type": "string", "maxLength": 64, "readOnly": True}
    own |= {f"may_{action}": {"type": "boolean", "readOnly": True} for action in kind["told"]}
    for field in kind["form"]:
        if field["type"] in ("rows", "ids") and field["max"] > LONG:
            own[f"{field['name']}_count"] = {"type": "integer", "readOnly": True}
            schema["required"] = [name for name in schema.get("required", []) if name != field["name"]]
    schema["properties"].update(own)
    if kind["one"]:
        schema.pop("required", None)  # before anything was said
    return schema


def body(schema):
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def thing_answer(kind, text):
    return {"description": text, "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{type_name(kind)}"}}}}


def problems(*statuses):
    return {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}


def parameter(name):
    return {"$ref": f"#/components/parameters/{name}"}


def paths(kind):
    """Every operation of one kind."""
    reference = {"$ref": f"#/components/schemas/{type_name(kind)}"}
    change = {"type": "object", "description": "members that change; null takes one away"}
    one = f"/api/v1/{kind['path']}" + ("" if kind["one"] else "/{id}")
    at = [] if kind["one"] else [parameter("id")]
    found = {one: {"get": {"summary": f"One {kind['name']}", "parameters": at,
                           "responses": {"200": thing_answer(kind, "As it is"), **problems(403, 404)}}}}
    if not kind["elsewhere"]:
        found[one]["patch"] = {
            "summary": f"Change a {kind['name']}", "parameters": [*at, parameter("IfMatch")], "requestBody": body(change),
            "responses": {"200": thing_answer(kind, "As it is now"), **problems(403, 404, 409, 422)}}
    if kind["one"]:
        return found
    items = {
        "type": "object", "additionalProperties": False, "required": ["items", "next", "names", "counts", "complete"], "properties": {
            "items": {"type": "array", "items": reference},
            "next": {"type": "string", "nullable": True, "description": "cursor of the next page"},
            "names": {"$ref": "#/components/schemas/Names"}, "counts": {"$ref": "#/components/schemas/Counts"},
            "complete": {"$ref": "#/components/schemas/Complete"}}}
    found[f"/api/v1/{kind['path']}"] = {"get": {
        "summary": f"{kind['path']}, a page at a time",
        "parameters": [parameter(name) for name in ("search", "unit", "staff", "meeting", "state", "from", "to", "limit", "cursor")],
        "responses": {"200": {"description": "A page", "content": {"application/json": {"schema": items}}}, **problems(403, 422)}}}
    if not kind["elsewhere"]:
        found[f"/api/v1/{kind['path']}"]["post"] = {
            "summary": f"Make a {kind['name']}", "parameters": [parameter("IdempotencyKey")], "requestBody": body(reference),
            "responses": {"201": thing_answer(kind, "Made"), **problems(403, 409, 422)}}
    if not kind["keeps"]:
        found[one]["delete"] = {"summary": f"Take a {kind['name']} away", "parameters": [*at, parameter("IfMatch")],
                                "responses": {"204": {"description": "Gone"}, **problems(403, 404, 409)}}
    for action, form in kind["actions"].items():
        found[f"{one}/{action}"] = {"post": {
            "summary": f"{action} ({kind['name']})", "parameters": [*at, parameter("IfMatch"), parameter("IdempotencyKey")],
            "requestBody": body(object_schema(form)),
            "responses": {"200": thing_answer(kind, "As it is now"), **problems(403, 404, 409, 422)}}}
    return found
