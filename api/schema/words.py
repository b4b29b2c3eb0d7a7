"""How drf-spectacular is told of keys, of the portal's session, and of words with their codes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.plumbing import ResolvedComponent, build_object_type

from api.fields import coded
from ground.worded import Worded


class KeyScheme(OpenApiAuthenticationExtension):
    """Keys, as the schema names them."""

    target_class = "api.authentication.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer token."""
        told = "企业管理员在“接口密钥”中新建的密钥(zsk_…)"
        return {"type": "http", "scheme": "bearer", "description": told}


class SessionScheme(OpenApiAuthenticationExtension):
    """The portal's own login."""

    target_class = "api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The cookie; over HTTPS its name begins with `__Host-`, which the description says in words alone."""
        told = "在浏览器中登录后的会话；HTTPS 下名称为 __Host-sessionid。会改变数据的请求还须带 X-CSRFToken。"
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": told}


class CodedScheme(OpenApiSerializerFieldExtension):
    """A word: a component of its own, its codes as an enum, each with its Chinese word."""

    target_class = "api.fields.CodedField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """A reference to the component of those words; drf-spectacular adds null where the field may be."""
        words: type[Worded] = self.target.words
        component = ResolvedComponent(
            name=f"{words.__name__}Word",
            type=ResolvedComponent.SCHEMA,
            schema=word_schema(words),
            object=words,
        )
        auto_schema.registry.register_on_missing(component)
        return dict(component.ref)


def word_schema(words: type[Worded]) -> dict[str, Any]:
    """The schema of one glossary of words: `code` for programs, `label` for people."""
    told_words = [word for word in words if word.value]  # a blank is null
    codes = [word.value for word in told_words]
    told = coded_list({word.value: str(word.label) for word in told_words})
    schema: dict[str, Any] = build_object_type(
        properties={
            "code": {"type": "string", "enum": codes, "description": told},
            "label": {"type": "string", "description": "供人阅读的中文"},
        },
        required=["code", "label"],
    )
    schema["examples"] = [coded(told_words[0])]
    return schema


def coded_list(words: dict[str, str]) -> str:
    """Codes and their words as a list in Markdown."""
    return "\n".join(f"* `{code}` - {label}" for code, label in words.items())
