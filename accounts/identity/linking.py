"""From an identity of the other system to an account of ours.

By its number alone; the first time by the firm's code and the account's own password. Never by a name: whoever is
called alike, or acts for the same firm, gets nobody's account.
"""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.identity.oidc import OpenIdConnect
from accounts.identity.provider import Identity, IdentityProvider, IdentityRefused
from accounts.identity.records import ExternalIdentity
from accounts.models import Enterprise, User
from audit.services import record_account_step
from ground.errors import RuleBroken, StepRefused
from ground.glossary import AccountStep
from ground.keys import lookup_digest, lookup_digests
from ground.writing import lock_row

PURPOSE = "identity"
LOW = (
    "您在{name}的实名等级不够，需要 L{least} 及以上。请先在该平台完成实名认证，再登录；也可用账号和密码登录。"
)
NO_FIRM = (
    "{name}没有给出您代表的企业。请在该平台切换到法人身份(经办人)后再试；审批办和镇街人员请用账号和密码登录。"
)
UNKNOWN_FIRM = "本系统没有登记统一社会信用代码为 {uscc} 的企业。请联系系统管理员登记企业、开通企业管理员账号，再绑定登录。"
OFF = "绑定的账号已停用，请联系本单位企业管理员或系统管理员。"
NOT_OFFICE = "审批办和镇街人员的账号不能用{name}登录，请用账号和密码登录。"
OTHER_FIRM = "此账号不属于您在{name}中代表的企业，不能绑定。请换用该企业的账号。"
TAKEN = "此账号已与另一个身份绑定。需要更换的，请先登录，在“安全设置”中解除绑定。"
NOT_LINKED = "此账号没有绑定，无需解除。"


def provider() -> IdentityProvider | None:
    """The configured system; None where the city has none."""
    if not settings.OIDC_ISSUER:
        return None
    return _client(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


@lru_cache(maxsize=4)
def _client(issuer: str, client_id: str, client_secret: str) -> OpenIdConnect:
    return OpenIdConnect(
        issuer=issuer,
        client_id=client_id,
        client_secret=client_secret,
        name=settings.OIDC_NAME,
        scopes=settings.OIDC_SCOPES,
        claims=settings.OIDC_CLAIMS,
        timeout=settings.OIDC_TIMEOUT_SECONDS,
    )


def account_of(identity: Identity) -> User | None:
    """The account that is linked to the identity; None where nobody has confirmed one yet.

    Raises IdentityRefused where the level is too low, the account is switched off, or it is the office's.
    """
    if identity.level < settings.OIDC_MIN_LEVEL:
        raise IdentityRefused("level_low", _said(LOW, least=settings.OIDC_MIN_LEVEL))
    found = ExternalIdentity.objects.select_related("person").filter(
        issuer=identity.issuer, subject__in=lookup_digests(identity.subject, purpose=PURPOSE)
    )
    linked = found.first()
    if linked is None:
        return None
    _require_allowed(linked.person)
    return linked.person


def firm_of(identity: Identity) -> Enterprise:
    """The firm that the person acts for, as we have it; IdentityRefused with the way out where there is none."""
    if not identity.uscc:
        raise IdentityRefused("no_firm", _said(NO_FIRM))
    firm = Enterprise.objects.filter(uscc=identity.uscc, is_active=True).first()
    if firm is None:
        raise IdentityRefused("firm_unknown", UNKNOWN_FIRM.format(uscc=identity.uscc[:18]))
    return firm


@transaction.atomic
def link(*, identity: Identity, person: User) -> ExternalIdentity:
    """Link the identity to the account whose password was just given.

    Raises RuleBroken where the account is of another firm than the identity, or has another identity already.
    """
    person = lock_row(User.objects.filter(pk=person.pk))
    _require_allowed(person)
    if person.is_enterprise and person.enterprise_id != firm_of(identity).pk:
        raise RuleBroken("other_firm", _said(OTHER_FIRM))
    try:
        with transaction.atomic():
            made = ExternalIdentity.objects.create(
                person=person,
                issuer=identity.issuer,
                subject=lookup_digest(identity.subject, purpose=PURPOSE),
            )
    except IntegrityError:
        raise StepRefused("linked_already", TAKEN) from None
    _record(AccountStep.IDENTITY_LINKED, person)
    return made


@transaction.atomic
def unlink(*, person: User) -> None:
    """解除绑定 by its owner; StepRefused where there is none."""
    person = lock_row(User.objects.filter(pk=person.pk))
    if not ExternalIdentity.objects.filter(person=person).delete()[0]:
        raise StepRefused("not_linked", NOT_LINKED)
    _record(AccountStep.IDENTITY_UNLINKED, person)


def _require_allowed(person: User) -> None:
    if not person.is_active:
        raise IdentityRefused("account_disabled", OFF)
    if person.is_office and not settings.OIDC_OFFICE:
        raise IdentityRefused("not_office", _said(NOT_OFFICE))


def _said(sentence: str, **more: object) -> str:
    return sentence.format(name=settings.OIDC_NAME, **more)


def _record(step: AccountStep, person: User) -> None:
    record_account_step(
        step=step, actor=person.actor, account_id=person.pk, enterprise_id=person.enterprise_id
    )
