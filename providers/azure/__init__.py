"""Azure: subscriptions and their resources, read through Azure Resource Manager. See `provider`."""
