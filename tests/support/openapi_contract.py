"""Judges replies by the gateway's own OpenAPI document."""
import json
import re

import jsonschema

ANY = "*"  # of the flow cases: any string


def _unless_any(rule):
    return lambda validator, value, instance, schema: (
        None if instance == ANY else rule(validator, value, instance, schema))


_Strict = jsonschema.Draft202012Validator
_Lenient = jsonschema.validators.extend(_Strict, {
    name: _unless_any(_Strict.VALIDATORS[name]) for name in ("const", "enum", "pattern", "minLength", "maxLength")})


class Contract:
    """A document; says what is wrong with a reply. `lenient`: "*" stands for any string, and headers may be missing."""

    def __init__(self, document, lenient=False):
        self.document = document
        self.lenient = lenient
        self._resolver = jsonschema.RefResolver("", document)
        self._paths = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in document["paths"]]

    def find(self, path):
        """The template of a path, or None. A concrete one comes before those with a parameter."""
        path = "/" + path.split("?")[0].lstrip("/")
        if re.fullmatch(r"/v1/rows/[^/]+", path) and path not in self.document["paths"]:
            return "/v1/rows/geocode"  # services that do not exist are refused as the others refuse
        return path if path in self.document["paths"] else next((t for p, t in self._paths if p.fullmatch(path)), None)

    def mistakes(self, method, path, status, headers, body):
        """What the document does not allow, in words; headers is a list of pairs, or has items()."""
        response, where = self._response(method, path, status)
        if response is None:
            return [f"{where} has no {status}"]
        pairs = headers.items() if hasattr(headers, "items") else headers
        fields = {name.lower(): value for name, value in pairs}
        return [f"{where} {status}: {each}" for each in
                [*self._headers(response, fields), *self._body(response, fields, body)]]

    def resolve(self, part):
        while "$ref" in part:
            part = self._resolver.resolve(part["$ref"])[1]
        return part

    def errors(self, schema, value):
        validator = (_Lenient if self.lenient else _Strict)(schema, resolver=self._resolver)
        return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in validator.iter_errors(value)]

    def _response(self, method, path, status):
        template = self.find(path)
        operations = self.document["paths"].get(template, {})
        operation = operations.get(method.lower())
        where = f"{method} {template or path.split('?')[0]}"
        if operation:
            found = operation["responses"].get(str(status))
        elif operations and status == 405:  # an operation that is not there, in the language of the path
            own = next(iter(operations.values()))["responses"]["400"]
            plain = self.document["components"]["responses"]["problem-405"]
            found = {**plain, "content": {**self.resolve(own)["content"], **plain["content"]}}
        else:
            found = self.document["components"]["responses"].get(f"problem-{status}")
        return (self.resolve(found) if found else None), where

    def _headers(self, response, fields):
        known = {name.lower(): self.resolve(part) for name, part in response.get("headers", {}).items()}
        for name, part in known.items():
            if name not in fields:
                if part.get("required") and not self.lenient:
                    yield f"{name} is missing"
                continue
            value = fields[name]
            if part["schema"].get("type") == "integer" and value.isdecimal():
                value = int(value)
            if value != ANY:
                yield from (f"{name}: {each}" for each in self.errors(part["schema"], value))
        for name in fields:
            if name.startswith("atgateway-") and name not in known:
                yield f"{name} is not in the document"

    def _body(self, response, fields, body):
        content = response.get("content", {})
        if not content:
            if body:
                yield "a body where none is promised"
            return
        kind = fields.get("content-type")
        if kind is None and not self.lenient:
            yield "no content type"
        elif kind is not None and kind not in content:
            yield f"content type {kind}"
        elif body != ANY:
            found = [self.errors(content[each]["schema"], json.loads(body)) for each in ([kind] if kind else content)]
            yield from min(found, key=len)
