"""Who is heard: people of the configured tenants, in their own tenant's conversations.

A valid token proves Microsoft's channel, not the tenant, so the tenant is looked at here. Bots are
not heard, nor who has no Entra identity. Whether a person is a guest, only Teams' roster tells;
`is_own` judges what it says.
"""

from dataclasses import dataclass

from bot.access import Teams
from bot.teams.activity import CHANNEL, Account, Activity

# The ids of bots begin so, those of people with 29:.
BOT_ID = "28:"
BOT_ROLES = ("bot", "skill")


@dataclass(frozen=True, slots=True)
class Member:
    """A person as the roster of a conversation shows them; None where it does not say."""

    aad_object_id: str | None
    tenant_id: str | None
    role: str | None
    principal_name: str | None


def speaker(activity: Activity, access: Teams) -> Account | None:
    """Who speaks, if they are heard at all."""
    who = activity.sender
    if activity.channel_id != CHANNEL or who is None or not who.aad_object_id:
        return None
    if who.id.startswith(BOT_ID) or (who.role or "").lower() in BOT_ROLES:
        return None
    return who if _tenants_are_heard(activity, who, access) else None


def _tenants_are_heard(activity: Activity, who: Account, access: Teams) -> bool:
    """Every tenant that the activity names is the same one, and it is configured."""
    tenant = (activity.tenant or "").lower()
    others = (activity.conversation.tenant_id, who.tenant_id)
    is_one = all(other is None or other.lower() == tenant for other in others)
    return is_one and tenant in {known.lower() for known in access.tenants}


def is_own(member: Member, who: Account, tenant: str) -> bool:
    """Whether the roster shows the same person, of this very tenant, and no guest."""
    same = (member.aad_object_id or "").lower() == (who.aad_object_id or "").lower()
    own = (member.tenant_id or "").lower() == tenant.lower()
    is_user = (member.role or "user").lower() == "user"
    is_invited = "#ext#" in (member.principal_name or "").lower()
    return same and own and is_user and not is_invited
