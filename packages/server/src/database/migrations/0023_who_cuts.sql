ALTER TABLE "hosts" ADD COLUMN "operations" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "provider_rules" ADD COLUMN "hosts_set_up_at" timestamp (3) with time zone;