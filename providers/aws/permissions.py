"""Every permission that reading AWS needs, as policies.

`policy` is what `finops permissions` prints; `cloudformation` and `terraform` make a role of it
that the bot may assume. `session_policy` is handed to AssumeRole: a role may hold more, we cannot
use more.
"""

import json
from collections.abc import Iterable

from providers.aws.subjects import needs

ROLE = "finops-read"
DESCRIPTION = "What the FinOps bot reads; it changes nothing."
PRINCIPAL = "ARN of the role or user that the bot runs as"
# AWS's most for a managed policy, in characters that are not white space.
LONGEST_POLICY = 6_144
# AWS's most for the inline session policies of an AssumeRole, in characters.
LONGEST_SESSION_POLICY = 2_048
# Verbs whose every action reads what something is called and how it is set up, in each service.
# `Get` is not among them: it reads secrets and objects too.
_TELLING = ("Describe", "List")


def policy() -> str:
    """An IAM policy, as JSON, that allows those and nothing else."""
    return json.dumps(_document(needs()), indent=2)


def cloudformation() -> str:
    """A CloudFormation template, as JSON: a role with that policy, for a stack set of all accounts.

    Its parameters are who may assume it, and the external id that they must say.
    """
    role = {
        "RoleName": {"Ref": "RoleName"},
        "AssumeRolePolicyDocument": _trust({"Ref": "Principal"}, {"Ref": "ExternalId"}),
        "ManagedPolicyArns": [{"Ref": "Policy"}],
    }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": DESCRIPTION,
        "Parameters": {
            "RoleName": {"Type": "String", "Default": ROLE},
            "Principal": {"Type": "String", "Description": PRINCIPAL},
            "ExternalId": {"Type": "String", "NoEcho": True, "MinLength": 8},
        },
        "Resources": {
            "Policy": {
                "Type": "AWS::IAM::ManagedPolicy",
                "Properties": {
                    "Description": DESCRIPTION,
                    "PolicyDocument": _document(needs()),
                },
            },
            "Role": {"Type": "AWS::IAM::Role", "Properties": role},
        },
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
    }
    return json.dumps(template, indent=2)


def terraform() -> str:
    """The same for Terraform, in its JSON syntax (`finops.tf.json`)."""
    trust = _trust("${var.finops_principal}", "${var.finops_external_id}")
    config = {
        "variable": {
            "finops_principal": {"type": "string", "description": PRINCIPAL},
            "finops_external_id": {"type": "string", "sensitive": True},
        },
        "resource": {
            "aws_iam_policy": {
                "finops": {
                    "name": ROLE,
                    "description": DESCRIPTION,
                    "policy": json.dumps(_document(needs())),
                }
            },
            "aws_iam_role": {"finops": {"name": ROLE, "assume_role_policy": json.dumps(trust)}},
            "aws_iam_role_policy_attachment": {
                "finops": {
                    "role": "${aws_iam_role.finops.name}",
                    "policy_arn": "${aws_iam_policy.finops.arn}",
                }
            },
        },
    }
    return json.dumps(config, indent=2)


def session_policy() -> str:
    """The same in few characters: `ec2:Describe*` stands for all that EC2 describes.

    Raises ValueError where it is longer than AWS takes.
    """
    found = json.dumps(_document(dict.fromkeys(map(_shortened, needs()))), separators=(",", ":"))
    if len(found) > LONGEST_SESSION_POLICY:
        raise ValueError(f"the session policy has {len(found)} characters")
    return found


def _shortened(need: str) -> str:
    service, _, action = need.partition(":")
    verb = next((verb for verb in _TELLING if action.startswith(verb)), None)
    return f"{service}:{verb}*" if verb else need


def _document(actions: Iterable[str]) -> dict[str, object]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _trust(principal: object, external_id: object) -> dict[str, object]:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": principal},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": external_id}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
