"""AWS: inventory from EC2, metrics from CloudWatch; read only.

One file a subject (`vm`, `disk`, …), each with what it NEEDS, its SOURCE and the `rows` of one
place. `session` makes the only credentials and clients, `ask` the only calls, `errors` is the one
place that knows the SDK's exceptions, `estate` which accounts and regions there are, `provider`
puts them together. No module imports the SDK before something is read that the cache does not hold.
"""
