CREATE TABLE "enrolments" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"invited_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"host_id" uuid,
	CONSTRAINT "enrolments_dealership_id_id_pk" PRIMARY KEY("dealership_id","id")
);
--> statement-breakpoint
CREATE TABLE "host_events" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"host_id" uuid NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"message" text NOT NULL,
	CONSTRAINT "host_events_dealership_id_id_pk" PRIMARY KEY("dealership_id","id")
);
--> statement-breakpoint
CREATE TABLE "host_keys" (
	"dealership_id" uuid NOT NULL,
	"host_id" uuid NOT NULL,
	"public_key" text NOT NULL,
	"since" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"until" timestamp (3) with time zone,
	CONSTRAINT "host_keys_dealership_id_host_id_public_key_pk" PRIMARY KEY("dealership_id","host_id","public_key")
);
--> statement-breakpoint
CREATE TABLE "host_spans" (
	"dealership_id" uuid NOT NULL,
	"host_id" uuid NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	"is_up" boolean NOT NULL,
	CONSTRAINT "host_spans_dealership_id_host_id_since_pk" PRIMARY KEY("dealership_id","host_id","since"),
	CONSTRAINT "host_spans_order" CHECK ("until" >= "since")
);
--> statement-breakpoint
CREATE TABLE "platform_keys" (
	"dealership_id" uuid NOT NULL,
	"public_key" text NOT NULL,
	"secret_id" uuid NOT NULL,
	"since" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"signs_from" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "platform_keys_dealership_id_public_key_pk" PRIMARY KEY("dealership_id","public_key")
);
--> statement-breakpoint
CREATE TABLE "relay_lines" (
	"dealership_id" uuid NOT NULL,
	"host_id" uuid NOT NULL,
	"line_id" uuid NOT NULL,
	"held_by" uuid NOT NULL,
	"address" text,
	"connected_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "relay_lines_dealership_id_host_id_pk" PRIMARY KEY("dealership_id","host_id")
);
--> statement-breakpoint
ALTER TABLE "hosts" DROP CONSTRAINT "hosts_name";--> statement-breakpoint
DROP INDEX "hosts_last_seen";--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "mode" text DEFAULT 'agent' NOT NULL;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "addresses" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "ssh" jsonb;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "ssh_secret_id" uuid;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "ssh_public_key" text;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "ssh_fingerprint" text;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "is_draining" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "capacity" jsonb;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "median_ms" double precision;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "clock_offset_ms" double precision;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "manifest" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "roads" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "watched_by" uuid;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "watched_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "hosts" ADD COLUMN "absence_told_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_dealership" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_host" FOREIGN KEY ("dealership_id","host_id") REFERENCES "public"."hosts"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host_events" ADD CONSTRAINT "host_events_host" FOREIGN KEY ("dealership_id","host_id") REFERENCES "public"."hosts"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host_keys" ADD CONSTRAINT "host_keys_host" FOREIGN KEY ("dealership_id","host_id") REFERENCES "public"."hosts"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host_spans" ADD CONSTRAINT "host_spans_host" FOREIGN KEY ("dealership_id","host_id") REFERENCES "public"."hosts"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform_keys" ADD CONSTRAINT "platform_keys_dealership" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "platform_keys" ADD CONSTRAINT "platform_keys_secret" FOREIGN KEY ("dealership_id","secret_id") REFERENCES "public"."secrets"("dealership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relay_lines" ADD CONSTRAINT "relay_lines_host" FOREIGN KEY ("dealership_id","host_id") REFERENCES "public"."hosts"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "enrolments_token" ON "enrolments" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "host_events_newest" ON "host_events" USING btree ("dealership_id","host_id","id");--> statement-breakpoint
CREATE INDEX "host_events_old" ON "host_events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "host_spans_old" ON "host_spans" USING btree ("until");--> statement-breakpoint
ALTER TABLE "hosts" ADD CONSTRAINT "hosts_ssh_secret" FOREIGN KEY ("dealership_id","ssh_secret_id") REFERENCES "public"."secrets"("dealership_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "hosts_by_id" ON "hosts" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "hosts_name" ON "hosts" USING btree ("dealership_id",lower("name")) WHERE "state" <> 'revoked';--> statement-breakpoint
CREATE INDEX "hosts_watched" ON "hosts" USING btree ("watched_until") WHERE "state" <> 'revoked';--> statement-breakpoint
ALTER TABLE "hosts" ADD CONSTRAINT "hosts_mode" CHECK ("mode" in ('agent', 'ssh'));--> statement-breakpoint
ALTER TABLE "hosts" ADD CONSTRAINT "hosts_manifest" CHECK ("manifest" >= 0);