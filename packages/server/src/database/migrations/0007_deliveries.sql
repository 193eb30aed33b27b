CREATE TABLE "deliveries" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"recipient" text,
	"subject" text,
	"webhook_id" uuid,
	"event_type" text,
	"event_sequence" bigint,
	"body" text,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"tries" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"next_try_at" timestamp (3) with time zone,
	"problem" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "deliveries_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "deliveries_state" CHECK ("state" in ('waiting', 'sending', 'delivered', 'failed')),
	CONSTRAINT "deliveries_kind" CHECK (case "kind" when 'email' then "recipient" is not null and "subject" is not null and "webhook_id" is null
        when 'webhook' then "webhook_id" is not null and "event_type" is not null else false end)
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"url" text NOT NULL,
	"description" text NOT NULL,
	"event_types" text[] NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"problem" jsonb,
	"secret_id" uuid NOT NULL,
	"former_secret_id" uuid,
	"former_secret_until" timestamp (3) with time zone,
	"cursor" bigint NOT NULL,
	"failing_since" timestamp (3) with time zone,
	"delivered_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhooks_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "webhooks_state" CHECK ("state" in ('active', 'paused', 'disabled')),
	CONSTRAINT "webhooks_former_secret" CHECK (("former_secret_id" is null) = ("former_secret_until" is null))
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_dealership" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_webhook" FOREIGN KEY ("dealership_id","webhook_id") REFERENCES "public"."webhooks"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_dealership" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_secret" FOREIGN KEY ("dealership_id","secret_id") REFERENCES "public"."secrets"("dealership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_former_secret_known" FOREIGN KEY ("dealership_id","former_secret_id") REFERENCES "public"."secrets"("dealership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_of_event" ON "deliveries" USING btree ("dealership_id","webhook_id","event_sequence");--> statement-breakpoint
CREATE INDEX "deliveries_of_webhook" ON "deliveries" USING btree ("dealership_id","webhook_id","id");--> statement-breakpoint
CREATE INDEX "deliveries_by_state" ON "deliveries" USING btree ("dealership_id","webhook_id","state","id");--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("dealership_id","webhook_id","next_try_at") WHERE "state" = 'waiting';--> statement-breakpoint
CREATE INDEX "deliveries_due_email" ON "deliveries" USING btree ("next_try_at") WHERE "state" = 'waiting' and "kind" = 'email';--> statement-breakpoint
CREATE INDEX "deliveries_leased" ON "deliveries" USING btree ("lease_until") WHERE "state" = 'sending';--> statement-breakpoint
CREATE INDEX "deliveries_created_at" ON "deliveries" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "webhooks_active" ON "webhooks" USING btree ("dealership_id","cursor") WHERE "state" = 'active';