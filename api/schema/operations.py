"""One operation of the description: what all views of `api.views.Resource` have in common is added here."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from api.etags import NEEDED
from api.lists import CURSOR, LIMIT, MOST, ORDER, USUAL
from api.once import HEADER as ONCE
from api.schema import refusals
from api.schema.tags import tag_of
from api.schema.words import coded_list
from ground.listing import ListSpec

Schema = dict[str, Any]
ACTIONS = {"partial_update": "update", "destroy": "delete"}
_CHANGES = frozenset({"PUT", "PATCH", "DELETE"})


class HouseSchema(AutoSchema):
    """Names, tags, headers, refusals and the envelope of lists; nothing here reads the database."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Schema | None:
        """The operation as drf-spectacular sees it, completed."""
        operation: Schema | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        operation["parameters"] = [*operation.get("parameters", []), *self._parameters()]
        if self._is_listed:
            self._wrap(operation)
        for status, answer in operation["responses"].items():
            self._complete(status, answer)
        good = operation["responses"].get("200", {})
        if self.method == "GET" and self._etag_covers(good):
            not_modified = {"description": "没有变化", "headers": {"ETag": good["headers"]["ETag"]}}
            operation["responses"]["304"] = not_modified
            operation["parameters"].append(_header("If-None-Match", "读取时得到的 ETag；没有变化时答复 304"))
        answers = operation["responses"]
        if self.method == "GET" and not self._asked and _asks(operation):
            answers.setdefault("422", refusals.reference(422))
        for status in refusals.statuses_of(self.method, one="{" in self.path, matched=self._matched):
            answers.setdefault(str(status), refusals.reference(status))
        operation["responses"] = dict(sorted(answers.items()))
        return operation

    def get_operation_id(self) -> str:
        """`intake_list`, `intake_create`, `intake_submit`: the resource, and the method of the view; of queues which one."""
        words = [word.replace("-", "_") for word in self._tokenize_path()]
        if words[:1] == ["queues"]:
            words = ["_".join(words[:2])]
        action = str(getattr(self.view, "action", "") or self.method.lower())
        name = ACTIONS.get(action, action)
        return "_".join([words[0] if words else "root", name])

    def get_tags(self) -> list[str]:
        """The resource's Chinese word."""
        return [tag_of(self.path)]

    def get_description(self) -> str:  # type: ignore[override] # drf-spectacular's own form of it
        """What a key needs. Docstrings speak to us: what callers are told besides is Chinese, by `extend_schema`."""
        if not hasattr(self.view, "scope_of"):
            return ""
        needed = self.view.scope_of(getattr(self.view, "action", None), self.method)
        scopes = needed if isinstance(needed, tuple) else (needed,)
        if not scopes:
            return "仅供登录的人员使用，接口密钥不能调用。"
        return "密钥权限：" + "，或 ".join(f"`{scope.value}`({scope.label})" for scope in scopes)

    @property
    def _is_listed(self) -> bool:
        return self.method == "GET" and bool(self._is_list_view())

    @property
    def _locates(self) -> bool:
        """Whether the answer says where the new record is."""
        return getattr(self.view, "action", "") in {"create", *getattr(self.view, "locates", ())}

    @property
    def _matched(self) -> bool:
        if self.method in _CHANGES:
            return bool(getattr(self.view, "has_revision", True))
        return getattr(self.view, "action", None) in getattr(self.view, "matched", ())

    @property
    def _asked(self) -> ListSpec | None:
        """What the view refuses unknown conditions by."""
        found: ListSpec | None = getattr(self.view, "asks", {}).get(getattr(self.view, "action", None))
        return found

    @property
    def _etag(self) -> str:
        """The component that says what the ETag of the view's records is."""
        return str(getattr(self.view, "etag", "ETag"))

    def _etag_covers(self, answer: Schema) -> bool:
        """Whether the ETag stands for all that is shown, so that 304 may spare it: of files and of the catalogue alone."""
        files = any("json" not in kind for kind in answer.get("content", {}))
        return "ETag" in answer.get("headers", {}) and (files or self._etag == "CatalogueETag")

    def _parameters(self) -> list[Schema]:
        found = []
        if self.method == "POST":
            told = "同一请求重发时给出同一个值(建议用 UUID)，只办理一次"
            found.append(_header(ONCE, told, pattern="^[A-Za-z0-9._:-]{8,100}$"))
        if self._matched:
            needed = self.method in _CHANGES
            tag = "[0-9a-f]{32}" if self._etag == "MarkETag" else "r[0-9]{1,9}"
            pattern = rf'^("{tag}"|\*)$'
            found.append(_header("If-Match", NEEDED, pattern=pattern, required=needed))
        if self._asked:
            found += list_parameters(self._asked, paged=self._is_listed)
        return found

    def _wrap(self, operation: Schema) -> None:
        """The envelope of a page: `items` and `next`."""
        media = operation["responses"]["200"]["content"]["application/json"]
        if media["schema"].get("type") != "array":
            return
        items = media["schema"]["items"]
        name = f"{items['$ref'].rsplit('/', 1)[1]}Page"
        following = {"type": ["string", "null"], "description": "下一页的 cursor；没有下一页时为 null"}
        schema = {
            "type": "object",
            "properties": {"items": {"type": "array", "items": items, "maxItems": MOST}, "next": following},
            "required": ["items", "next"],
        }
        page = ResolvedComponent(name=name, type=ResolvedComponent.SCHEMA, schema=schema, object=name)
        self.registry.register_on_missing(page)
        media["schema"] = dict(page.ref)

    def _complete(self, status: str, answer: Schema) -> None:
        """Headers of an answer, and a word for it."""
        names, fields = list(refusals.LIMITS) if status.startswith("2") else [], self._fields_of(answer)
        tagged = "id" in fields or (bool(fields) and self._etag == "CatalogueETag")
        has_tag = tagged and status.startswith("2") and not self._is_listed
        if "revision" in fields or (has_tag and self._etag != "ETag"):
            answer.setdefault("headers", {}).update({"ETag": refusals.headers(self._etag)[self._etag]})
        if status == "201" and {"id", "reference"} & fields.keys() and self._locates:
            names.append("Location")
        if self.method == "POST":
            names.append("Idempotency-Replayed")
        answer.setdefault("headers", {}).update(refusals.headers(*names))
        if any("json" not in kind for kind in answer.get("content", {})):
            answer["headers"] |= refusals.FILE_HEADERS
        answer["description"] = answer.get("description") or {"201": "已新建"}.get(status, "结果")
        if status == "204":
            answer["description"] = "已办理，没有内容"

    def _fields_of(self, answer: Schema) -> Schema:
        """The fields of the one record that an answer is."""
        schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
        name = str(schema.get("$ref", "")).rsplit("/", 1)[-1]
        for component in self.registry._components.values():
            if component.name == name and component.type == ResolvedComponent.SCHEMA:
                return dict((component.schema or {}).get("properties", {}))
        return {}


def list_parameters(spec: ListSpec, *, paged: bool = True) -> list[Schema]:
    """What a list may be asked: its page and order (`paged`), and by its description what narrows it.

    A facet without words is one whose values stand in the database: any text, and the answer tells the known ones.
    """
    found = [
        _query(LIMIT, f"每页条数，最多 {MOST}", type="integer", minimum=1, maximum=MOST, default=USUAL),
        _query(CURSOR, "上一页答复中的 next", type="string", minLength=1),
    ]
    found = found if paged else []
    if spec.orders and paged:
        signed = [f"{sign}{column}" for column in _sorted_columns(spec) for sign in ("", "-")]
        labels = {column.order: column.label for column in spec.columns if column.order}
        told = coded_list({name: f"{labels[name.lstrip('-')]}{_way(name)}" for name in signed})
        found.append(_query(ORDER, f"排序，默认 `{spec.default}`\n\n{told}", type="string", enum=signed))
    for item in spec.typed:
        shape: Schema = {"type": "string", "format": "date"} if item.kind == "date" else {"type": "string"}
        found.append(_query(item.name, "：".join(word for word in (item.label, item.hint) if word), **shape))
    for facet in spec.facets:
        if facet.words:
            told = f"{facet.label}\n\n{coded_list(dict(facet.words))}"
            found.append(_query(facet.name, told, type="string", enum=list(facet.words)))
        else:
            found.append(_query(facet.name, f"{facet.label}的代码", type="string", minLength=1))
    return found


def _asks(operation: Schema) -> bool:
    return any(parameter["in"] == "query" for parameter in operation["parameters"])


def _sorted_columns(spec: ListSpec) -> list[str]:
    return list(dict.fromkeys(column.order for column in spec.columns if column.order))


def _way(name: str) -> str:
    return "，降序" if name.startswith("-") else "，升序"


def _query(name: str, told: str, **schema: Any) -> Schema:
    return {"in": "query", "name": name, "description": told, "schema": schema}


def _header(name: str, told: str, *, required: bool = False, **schema: Any) -> Schema:
    found: Schema = {
        "in": "header",
        "name": name,
        "description": told,
        "schema": {"type": "string", **schema},
    }
    return {**found, "required": True} if required else found
