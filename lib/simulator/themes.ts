/**
 * What the simulated teams work on. Every `thing` is singular and reads well after "the", so that the
 * sentences made of them hold together.
 *
 * @module
 */

/** The vocabulary of one project. */
export interface Theme {
  readonly key: string;
  readonly name: string;
  readonly things: readonly string[];
  readonly services: readonly string[];
  readonly people: readonly string[];
  /** What goes wrong with any of the things … */
  readonly symptoms: readonly string[];
  /** … and when it does. */
  readonly conditions: readonly string[];
  readonly components: readonly string[];
  readonly labels: readonly string[];
}

/** The projects a site chooses from. */
export const THEMES: readonly Theme[] = [
  {
    key: "PAY",
    name: "Payments",
    things: [
      "refund flow",
      "card form",
      "invoice export",
      "payout report",
      "receipt e-mail",
      "subscription renewal",
      "currency conversion",
      "dispute inbox",
      "tax calculation",
      "saved card list",
    ],
    services: ["payments-api", "ledger", "invoice-worker", "fraud-scoring"],
    people: ["support agents", "merchants", "accountants", "returning customers"],
    symptoms: [
      "times out",
      "sends the amount twice",
      "rounds to the wrong cent",
      "returns error 500",
      "ignores the chosen currency",
    ],
    conditions: [
      "after a retry",
      "on the first of the month",
      "for names with an apostrophe",
      "when the session expires",
      "with more than 1,000 entries",
    ],
    components: ["Checkout", "Ledger", "Invoicing", "Fraud"],
    labels: ["pci", "reconciliation", "chargebacks", "eu-launch"],
  },
  {
    key: "MOB",
    name: "Mobile App",
    things: [
      "onboarding screen",
      "push notification settings page",
      "offline cache",
      "barcode scanner",
      "login sheet",
      "photo upload",
      "home screen widget",
      "deep link handler",
      "dark theme",
      "crash reporter",
    ],
    services: ["mobile-gateway", "push-relay", "media-service", "app-config"],
    people: ["new users", "couriers", "beta testers", "tablet users"],
    symptoms: [
      "shows a blank page",
      "drains the battery",
      "loses the last entry",
      "ignores the chosen language",
      "crashes",
    ],
    conditions: [
      "on slow connections",
      "after the last update",
      "in landscape mode",
      "with a screen reader",
      "when the phone wakes up",
    ],
    components: ["Android", "iOS", "Notifications", "Offline"],
    labels: ["accessibility", "release-blocker", "battery", "store-review"],
  },
  {
    key: "PLAT",
    name: "Platform",
    things: [
      "deployment pipeline",
      "service template",
      "audit log",
      "rate limiter",
      "secret rotation job",
      "log shipper",
      "canary rollout",
      "database failover",
      "build cache",
      "on-call schedule",
    ],
    services: ["deploy-bot", "edge-proxy", "identity", "metrics-store"],
    people: ["service owners", "on-call engineers", "auditors", "new hires"],
    symptoms: [
      "times out",
      "fails without a message",
      "fills the disk",
      "returns error 500",
      "forgets its settings",
    ],
    conditions: [
      "during a deployment",
      "behind a proxy",
      "when a node is drained",
      "with more than 1,000 entries",
      "after the clock change",
    ],
    components: ["CI", "Networking", "Identity", "Observability"],
    labels: ["toil", "security", "cost", "incident-followup"],
  },
  {
    key: "SHOP",
    name: "Storefront",
    things: [
      "product page",
      "search box",
      "wish list",
      "size guide",
      "cart drawer",
      "voucher field",
      "delivery date picker",
      "review carousel",
      "gift message",
      "category menu",
    ],
    services: ["catalogue", "search-api", "cart", "recommendations"],
    people: ["first-time visitors", "shop editors", "wholesale buyers", "guests"],
    symptoms: [
      "shows a blank page",
      "shows yesterday's prices",
      "takes more than ten seconds",
      "ignores the chosen language",
      "forgets the selection",
    ],
    conditions: [
      "in Safari",
      "on slow connections",
      "when two tabs are open",
      "with a screen reader",
      "during a sale",
    ],
    components: ["Search", "Cart", "Catalogue", "Content"],
    labels: ["conversion", "seo", "black-friday", "design-debt"],
  },
  {
    key: "DATA",
    name: "Data Pipeline",
    things: [
      "nightly import",
      "event schema",
      "revenue dashboard",
      "consent filter",
      "customer export",
      "backfill job",
      "deduplication step",
      "anomaly alert",
      "warehouse sync",
      "retention job",
    ],
    services: ["ingest", "stream-joiner", "warehouse", "report-scheduler"],
    people: ["analysts", "finance", "data owners", "regional managers"],
    symptoms: [
      "runs twice",
      "fails without a message",
      "shows yesterday's data",
      "loses the last hour",
      "takes more than a day",
    ],
    conditions: [
      "after a retry",
      "on the first of the month",
      "after the clock change",
      "when a column is renamed",
      "with late events",
    ],
    components: ["Ingestion", "Warehouse", "Reporting", "Privacy"],
    labels: ["gdpr", "late-data", "schema-change", "quarter-end"],
  },
];
