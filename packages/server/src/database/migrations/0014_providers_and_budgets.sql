CREATE TABLE "budget_reservations" (
	"dealership_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"most_microdollars" bigint NOT NULL,
	"day" date NOT NULL,
	"month" date NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "budget_reservations_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "budget_reservations_amount" CHECK ("most_microdollars" >= 0)
);
--> statement-breakpoint
CREATE TABLE "budgets" (
	"dealership_id" uuid PRIMARY KEY NOT NULL,
	"day_limit" bigint,
	"day_alerts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"day" date NOT NULL,
	"day_spent" bigint DEFAULT 0 NOT NULL,
	"day_reserved" bigint DEFAULT 0 NOT NULL,
	"day_alerted" integer DEFAULT 0 NOT NULL,
	"month_limit" bigint,
	"month_alerts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"month" date NOT NULL,
	"month_spent" bigint DEFAULT 0 NOT NULL,
	"month_reserved" bigint DEFAULT 0 NOT NULL,
	"month_alerted" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "budgets_amounts" CHECK ("day_spent" >= 0 and "day_reserved" >= 0 and "month_spent" >= 0 and "month_reserved" >= 0 and "day_limit" >= 0 and "month_limit" >= 0)
);
--> statement-breakpoint
CREATE TABLE "provider_rules" (
	"dealership_id" uuid PRIMARY KEY NOT NULL,
	"choose" text DEFAULT 'order' NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "provider_rules_choose" CHECK ("choose" in ('order', 'price', 'speed', 'quality', 'weights'))
);
--> statement-breakpoint
CREATE TABLE "retirement_alerts" (
	"dealership_id" uuid NOT NULL,
	"provider_id" uuid NOT NULL,
	"model" text NOT NULL,
	"days_before" integer NOT NULL,
	"retires_on" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "retirement_alerts_once" PRIMARY KEY("dealership_id","provider_id","model","days_before","retires_on"),
	CONSTRAINT "retirement_alerts_days" CHECK ("days_before" >= 0)
);
--> statement-breakpoint
ALTER TABLE "usage" DROP CONSTRAINT "usage_amounts";--> statement-breakpoint
DROP INDEX "usage_at";--> statement-breakpoint
ALTER TABLE "usage_days" DROP CONSTRAINT "usage_days_dealership_id_day_provider_operation_model_pk";--> statement-breakpoint
ALTER TABLE "providers" ADD COLUMN "base_url" text;--> statement-breakpoint
ALTER TABLE "providers" ADD COLUMN "operations" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "providers" ADD COLUMN "position" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "providers" ADD COLUMN "health" jsonb;--> statement-breakpoint
ALTER TABLE "providers" ADD COLUMN "health_checked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "usage" ADD COLUMN "outcome" text DEFAULT 'done' NOT NULL;--> statement-breakpoint
ALTER TABLE "usage" ADD COLUMN "code" text;--> statement-breakpoint
ALTER TABLE "usage" ADD COLUMN "is_hedge" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "usage" ADD COLUMN "duration_ms" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage" ADD COLUMN "estimate_microdollars" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage" ADD COLUMN "actor" text DEFAULT 'system' NOT NULL;--> statement-breakpoint
ALTER TABLE "usage" ADD COLUMN "generation_id" uuid;--> statement-breakpoint
ALTER TABLE "usage" ADD COLUMN "correlation_id" text;--> statement-breakpoint
ALTER TABLE "usage_days" ADD COLUMN "actor" text DEFAULT 'system' NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_days" ADD CONSTRAINT "usage_days_dealership_id_day_provider_operation_model_actor_pk" PRIMARY KEY("dealership_id","day","provider","operation","model","actor");--> statement-breakpoint
ALTER TABLE "usage_days" ADD COLUMN "done" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_days" ADD COLUMN "failed" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_days" ADD COLUMN "cancelled" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_days" ADD COLUMN "cached" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_days" ADD COLUMN "estimate_microdollars" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "budget_reservations" ADD CONSTRAINT "budget_reservations_budget" FOREIGN KEY ("dealership_id") REFERENCES "public"."budgets"("dealership_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_dealership_id_dealerships_id_fk" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_rules" ADD CONSTRAINT "provider_rules_dealership_id_dealerships_id_fk" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retirement_alerts" ADD CONSTRAINT "retirement_alerts_provider" FOREIGN KEY ("dealership_id","provider_id") REFERENCES "public"."providers"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "providers" ADD CONSTRAINT "providers_secret" FOREIGN KEY ("dealership_id","secret_id") REFERENCES "public"."secrets"("dealership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "providers_one_local" ON "providers" USING btree ("dealership_id") WHERE "kind" = 'local';--> statement-breakpoint
CREATE INDEX "usage_of_job" ON "usage" USING btree ("dealership_id","job_id") WHERE "job_id" is not null;--> statement-breakpoint
CREATE INDEX "usage_of_generation" ON "usage" USING btree ("dealership_id","generation_id") WHERE "generation_id" is not null;--> statement-breakpoint
CREATE INDEX "usage_at" ON "usage" USING btree ("dealership_id","at","id");--> statement-breakpoint
ALTER TABLE "providers" ADD CONSTRAINT "providers_kind" CHECK ("kind" in ('local', 'openai', 'replicate'));--> statement-breakpoint
ALTER TABLE "usage" ADD CONSTRAINT "usage_outcome" CHECK ("outcome" in ('done', 'failed', 'cancelled', 'cached'));--> statement-breakpoint
ALTER TABLE "usage" ADD CONSTRAINT "usage_amounts" CHECK ("duration_ms" >= 0 and "cost_microdollars" >= 0 and "estimate_microdollars" >= 0);