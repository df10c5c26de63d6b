"""Waste: rules that are Queries, and the findings that they give.

A rule is one TOML file in `rules/` (or in a folder of the company's own); its name is the file's.
Nothing else has to be edited to add one. `docs/waste.md` shows how to write and to plant one.

    title = "idle VM"                    what is found, for people, in the singular
    subject = "vm"                       a subject of the catalog
    clouds = ["aws"]                     left out: every cloud that has the subject
    category = "idle"                    see `rule.Category`
    effort = "low"                       low, medium, high: the work to act on it
    risk = "medium"                      low, medium, high: what may go wrong by acting on it
    window_days = 14                     over which metrics are taken; a resource that is younger
                                         is spared, one whose metrics are not known is not judged
    min_age_days = 30                    younger ones are spared; left out: `window_days`, if any
    where = [                            conditions as in a Query; all must hold
      { field = "state", op = "eq", value = "running" },
      { field = "cpu", agg = "max", op = "lt", value = 5 },
      { any = [ … ] },                   at least one of these
    ]
    why = "CPU at most {cpu.max}"        what shows it: a template over the subject's fields, with
                                         metrics over the window (`{cpu}`, `{cpu.max}`), `{window}`,
                                         `{current}` and `{recommended}`
    since = "detached_at"                the field that tells since when; left out: by the daily
                                         snapshots where they tell, else the start of the window

    [[spare]]                            what is left alone although it meets `where`: known for
    why = "a replica"                    sure to meet all of these. One table a reason
    where = [{ field = "replica", op = "eq", value = true }]

    [saving]                             see `saving.py`
    way = "cost"                         cost: all that it was charged over the last 30 days
                                         share: the part `share` of it (0 to 1)
                                         part: as much of it as the field `field` is of `whole`
                                         list: what `list_price` says, and no more than was charged
                                         attached: what its attached disks were charged
                                         resize: to a smaller size of its family, which must keep
                                         `load` (a metric, p95 …) at or below `most` percent
                                         licence: how much less its size costs without Windows
                                         field: what the field `field` says, in the resource's
                                         own `currency`
                                         none: it is not charged for, but in the way
                                         unknown: nobody can say before it is done
    share = 0.2
    [saving.list_price]                  USD a month, where there are no charges: labelled as such
    aws = 0.05
    azure = 0.05
    per = "size_gib"                     a field that it is multiplied by; left out: 1
    above = 3000                         of which so much costs nothing; left out: 0

    [act]                                what a person could run; templates over facts, `{region}` …
    aws = "aws ec2 stop-instances --region {region} --instance-ids {id}"
    azure = "az vm deallocate --ids {id}"

    [source]                             who has this threshold, and what it says
    name = "AWS Compute Optimizer"
    says = "peak CPU below 5% and less than 5 MB a day over 14 days"

    [[also]]                             whose other threshold would flag it too
    name = "AWS Trusted Advisor"
    where = [{ field = "cpu", op = "le", value = 10 }]

What holds for every rule:

- A condition that is not known (no metrics, a field that a cloud does not tell) neither flags nor
  clears: the resource is counted and told in the gaps.
- A saving is never above what the resource was charged. An unknown one is unknown, not 0.
- The same resource under the same rule has the same id on every day.
- Money is of the last 30 complete days, by effective cost: what a month costs.
"""
