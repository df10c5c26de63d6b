-- by service
WITH row_facts AS (
  SELECT
    *,
    "effective_cost" AS "cost",
    CAST(DATE_TRUNC('DAY', "charge_period_start") AS DATE) AS "day"
  FROM lake.charges
  WHERE
    "charge_period_start" >= CAST('2026-10-01' AS TIMESTAMP)
    AND "charge_period_start" < CAST('2026-11-01' AS TIMESTAMP)
)
SELECT
  "service_name" AS "service_name",
  SUM("cost") AS "cost"
FROM row_facts
WHERE
  TRUE
GROUP BY
  "service_name"
ORDER BY
  "cost" DESC,
  "service_name" ASC;

-- by week and a tag
WITH row_facts AS (
  SELECT
    *,
    "effective_cost" AS "cost",
    CAST(DATE_TRUNC('DAY', "charge_period_start") AS DATE) AS "day",
    CAST(DATE_TRUNC('WEEK', "charge_period_start") AS DATE) AS "week"
  FROM lake.charges
  WHERE
    "charge_period_start" >= CAST('2026-10-01' AS TIMESTAMP)
    AND "charge_period_start" < CAST('2026-11-01' AS TIMESTAMP)
)
SELECT
  "week" AS "week",
  NULLIF(ELEMENT_AT("tags", 'cost-center'), '') AS "tags.cost-center",
  SUM("cost") AS "cost"
FROM row_facts
WHERE
  TRUE
GROUP BY
  "week",
  NULLIF(ELEMENT_AT("tags", 'cost-center'), '')
ORDER BY
  "week" ASC,
  "cost" DESC,
  "week" ASC,
  "tags.cost-center" ASC;

-- untagged, by name, not tax
WITH row_facts AS (
  SELECT
    *,
    "effective_cost" AS "cost",
    CAST(DATE_TRUNC('DAY', "charge_period_start") AS DATE) AS "day"
  FROM lake.charges
  WHERE
    "charge_period_start" >= CAST('2026-10-01' AS TIMESTAMP)
    AND "charge_period_start" < CAST('2026-11-01' AS TIMESTAMP)
)
SELECT
  "region_id" AS "region_id",
  SUM("cost") AS "cost"
FROM row_facts
WHERE
  NOT (
    COALESCE(NULLIF(ELEMENT_AT("tags", 'owner'), ''), '') <> ''
  )
  AND LOWER("resource_name") LIKE 'web\_%' ESCAPE '\'
  AND LOWER("charge_category") IS DISTINCT FROM 'tax'
  AND COALESCE(CARDINALITY("tags"), 0) > 0
GROUP BY
  "region_id"
ORDER BY
  "cost" DESC,
  "region_id" ASC;

-- 95th percentile
WITH row_facts AS (
  SELECT
    *,
    "effective_cost" AS "cost",
    CAST(DATE_TRUNC('DAY', "charge_period_start") AS DATE) AS "day"
  FROM lake.charges
  WHERE
    "charge_period_start" >= CAST('2026-10-01' AS TIMESTAMP)
    AND "charge_period_start" < CAST('2026-11-01' AS TIMESTAMP)
)
SELECT
  "service_name" AS "service_name",
  APPROX_PERCENTILE("cost", 0.95) AS "high"
FROM row_facts
WHERE
  TRUE
GROUP BY
  "service_name"
ORDER BY
  "high" DESC,
  "service_name" ASC;

-- the view
CREATE VIEW charges AS
SELECT
  NULLIF("AvailabilityZone", '') AS "availability_zone",
  CAST("BilledCost" AS DECIMAL(38, 15)) AS "billed_cost",
  NULLIF("BillingAccountId", '') AS "billing_account_id",
  NULLIF("BillingAccountName", '') AS "billing_account_name",
  NULLIF("BillingCurrency", '') AS "billing_currency",
  CAST("BillingPeriodEnd" AS TIMESTAMP) AS "billing_period_end",
  CAST("BillingPeriodStart" AS TIMESTAMP) AS "billing_period_start",
  NULLIF("ChargeCategory", '') AS "charge_category",
  NULLIF("ChargeClass", '') AS "charge_class",
  NULLIF("ChargeDescription", '') AS "charge_description",
  NULLIF("ChargeFrequency", '') AS "charge_frequency",
  CAST("ChargePeriodEnd" AS TIMESTAMP) AS "charge_period_end",
  CAST("ChargePeriodStart" AS TIMESTAMP) AS "charge_period_start",
  NULLIF("CommitmentDiscountCategory", '') AS "commitment_discount_category",
  NULLIF("CommitmentDiscountId", '') AS "commitment_discount_id",
  NULLIF("CommitmentDiscountName", '') AS "commitment_discount_name",
  NULLIF("CommitmentDiscountStatus", '') AS "commitment_discount_status",
  NULLIF("CommitmentDiscountType", '') AS "commitment_discount_type",
  CAST("ConsumedQuantity" AS DECIMAL(38, 15)) AS "consumed_quantity",
  NULLIF("ConsumedUnit", '') AS "consumed_unit",
  CAST("ContractedCost" AS DECIMAL(38, 15)) AS "contracted_cost",
  CAST("ContractedUnitPrice" AS DECIMAL(38, 15)) AS "contracted_unit_price",
  CAST("EffectiveCost" AS DECIMAL(38, 15)) AS "effective_cost",
  NULLIF("InvoiceIssuerName", '') AS "invoice_issuer_name",
  CAST("ListCost" AS DECIMAL(38, 15)) AS "list_cost",
  CAST("ListUnitPrice" AS DECIMAL(38, 15)) AS "list_unit_price",
  NULLIF("PricingCategory", '') AS "pricing_category",
  CAST("PricingQuantity" AS DECIMAL(38, 15)) AS "pricing_quantity",
  NULLIF("PricingUnit", '') AS "pricing_unit",
  NULLIF("ProviderName", '') AS "provider_name",
  NULLIF("PublisherName", '') AS "publisher_name",
  REPLACE(LOWER(NULLIF("RegionId", '')), ' ', '') AS "region_id",
  NULLIF("RegionName", '') AS "region_name",
  NULLIF("ResourceId", '') AS "resource_id",
  NULLIF("ResourceName", '') AS "resource_name",
  NULLIF("ResourceType", '') AS "resource_type",
  NULLIF("ServiceCategory", '') AS "service_category",
  NULLIF("ServiceName", '') AS "service_name",
  NULLIF("SkuId", '') AS "sku_id",
  NULLIF("SkuPriceId", '') AS "sku_price_id",
  CASE
    WHEN LOWER(NULLIF("SubAccountId", '')) LIKE '/subscriptions/%'
    THEN SUBSTR(LOWER(NULLIF("SubAccountId", '')), 16)
    ELSE LOWER(NULLIF("SubAccountId", ''))
  END AS "sub_account_id",
  NULLIF("SubAccountName", '') AS "sub_account_name",
  CAST(JSON_PARSE("Tags") AS MAP(VARCHAR, VARCHAR)) AS "tags",
  NULLIF("CapacityReservationId", '') AS "capacity_reservation_id",
  NULLIF("CapacityReservationStatus", '') AS "capacity_reservation_status",
  CAST("CommitmentDiscountQuantity" AS DECIMAL(38, 15)) AS "commitment_discount_quantity",
  NULLIF("CommitmentDiscountUnit", '') AS "commitment_discount_unit",
  NULLIF("ServiceSubcategory", '') AS "service_subcategory",
  NULLIF("SkuMeter", '') AS "sku_meter",
  CAST(JSON_PARSE("SkuPriceDetails") AS MAP(VARCHAR, VARCHAR)) AS "sku_price_details",
  NULLIF("BillingAccountType", '') AS "billing_account_type",
  NULLIF("InvoiceId", '') AS "invoice_id",
  NULLIF("PricingCurrency", '') AS "pricing_currency",
  CAST("PricingCurrencyContractedUnitPrice" AS DECIMAL(38, 15)) AS "pricing_currency_contracted_unit_price",
  CAST("PricingCurrencyEffectiveCost" AS DECIMAL(38, 15)) AS "pricing_currency_effective_cost",
  CAST("PricingCurrencyListUnitPrice" AS DECIMAL(38, 15)) AS "pricing_currency_list_unit_price",
  NULLIF("SubAccountType", '') AS "sub_account_type",
  CASE
    WHEN LOWER(NULLIF("ProviderName", '')) IN ('aws', 'amazon', 'amazon web services', 'amazon web services, inc.')
    THEN 'aws'
    WHEN LOWER(NULLIF("ProviderName", '')) IN ('azure', 'microsoft', 'microsoft azure', 'microsoft corporation')
    THEN 'azure'
    ELSE LOWER(NULLIF("ProviderName", ''))
  END AS "cloud",
  CASE
    WHEN LOWER(NULLIF("ResourceId", '')) LIKE 'arn:%:ec2:%'
    THEN REGEXP_REPLACE(LOWER(NULLIF("ResourceId", '')), '^.*/', '')
    ELSE LOWER(NULLIF("ResourceId", ''))
  END AS "resource_key"
FROM lake.focus;
