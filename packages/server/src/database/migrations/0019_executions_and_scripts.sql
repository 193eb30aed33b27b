CREATE TABLE "execution_files" (
	"dealership_id" uuid NOT NULL,
	"execution_id" uuid NOT NULL,
	"place" integer NOT NULL,
	"input" jsonb,
	"output" jsonb,
	"asset_sha256" text,
	"problem" jsonb,
	CONSTRAINT "execution_files_dealership_id_execution_id_place_pk" PRIMARY KEY("dealership_id","execution_id","place")
);
--> statement-breakpoint
CREATE TABLE "execution_logs" (
	"dealership_id" uuid NOT NULL,
	"execution_id" uuid NOT NULL,
	"sequence" integer NOT NULL,
	"count" integer NOT NULL,
	"lines" text NOT NULL,
	CONSTRAINT "execution_logs_dealership_id_execution_id_sequence_pk" PRIMARY KEY("dealership_id","execution_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "script_manifests" (
	"dealership_id" uuid NOT NULL,
	"host_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"content_hash" text NOT NULL,
	"issued_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"published_at" timestamp (3) with time zone,
	CONSTRAINT "script_manifests_dealership_id_host_id_pk" PRIMARY KEY("dealership_id","host_id"),
	CONSTRAINT "script_manifests_number" CHECK ("number" > 0)
);
--> statement-breakpoint
CREATE TABLE "script_pins" (
	"dealership_id" uuid NOT NULL,
	"script_id" uuid NOT NULL,
	"host_id" uuid NOT NULL,
	"version" text NOT NULL,
	CONSTRAINT "script_pins_dealership_id_script_id_host_id_pk" PRIMARY KEY("dealership_id","script_id","host_id")
);
--> statement-breakpoint
CREATE TABLE "script_versions" (
	"dealership_id" uuid NOT NULL,
	"script_id" uuid NOT NULL,
	"version" text NOT NULL,
	"sha256" text NOT NULL,
	"bytes" integer NOT NULL,
	"text" text NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"parameters" jsonb NOT NULL,
	"minimum_agent" text NOT NULL,
	"added_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "script_versions_dealership_id_script_id_version_pk" PRIMARY KEY("dealership_id","script_id","version"),
	CONSTRAINT "script_versions_bytes" CHECK ("bytes" between 1 and 1000000)
);
--> statement-breakpoint
CREATE TABLE "scripts" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"is_built_in" boolean DEFAULT false NOT NULL,
	"current" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scripts_dealership_id_id_pk" PRIMARY KEY("dealership_id","id")
);
--> statement-breakpoint
CREATE TABLE "transfers" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"host_id" uuid NOT NULL,
	"direction" text NOT NULL,
	"sha256" text,
	"name" text NOT NULL,
	"bytes" bigint NOT NULL,
	"done_bytes" bigint DEFAULT 0 NOT NULL,
	"bytes_per_second" bigint,
	"road" text,
	"resumed" integer DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"problem" jsonb,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "transfers_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "transfers_direction" CHECK ("direction" in ('to-host', 'from-host')),
	CONSTRAINT "transfers_state" CHECK ("state" in ('running', 'done', 'failed')),
	CONSTRAINT "transfers_road" CHECK ("road" in ('direct', 'ssh', 'relay'))
);
--> statement-breakpoint
ALTER TABLE "executions" DROP CONSTRAINT "executions_state";--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "script_id" uuid;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "script_name" text;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "script_sha256" text;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "job_key" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "is_ours" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "parameters" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "what_if" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "time_limit_ms" integer DEFAULT 600000 NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "road" text;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "progress_stage" text;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "progress_share" double precision;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "input_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "output_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "problem" jsonb;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "last_sequence" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "log_bytes" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "photo_id" uuid;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "correlation_id" text;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "is_cancelled" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "fence" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "lease_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "execution_files" ADD CONSTRAINT "execution_files_execution" FOREIGN KEY ("dealership_id","execution_id") REFERENCES "public"."executions"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution_files" ADD CONSTRAINT "execution_files_asset" FOREIGN KEY ("dealership_id","asset_sha256") REFERENCES "public"."assets"("dealership_id","sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution_logs" ADD CONSTRAINT "execution_logs_execution" FOREIGN KEY ("dealership_id","execution_id") REFERENCES "public"."executions"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_manifests" ADD CONSTRAINT "script_manifests_host" FOREIGN KEY ("dealership_id","host_id") REFERENCES "public"."hosts"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_pins" ADD CONSTRAINT "script_pins_version" FOREIGN KEY ("dealership_id","script_id","version") REFERENCES "public"."script_versions"("dealership_id","script_id","version") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_pins" ADD CONSTRAINT "script_pins_host" FOREIGN KEY ("dealership_id","host_id") REFERENCES "public"."hosts"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_versions" ADD CONSTRAINT "script_versions_script" FOREIGN KEY ("dealership_id","script_id") REFERENCES "public"."scripts"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scripts" ADD CONSTRAINT "scripts_dealership" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_host" FOREIGN KEY ("dealership_id","host_id") REFERENCES "public"."hosts"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "execution_files_asset" ON "execution_files" USING btree ("dealership_id","asset_sha256") WHERE "asset_sha256" is not null;--> statement-breakpoint
CREATE INDEX "script_pins_host" ON "script_pins" USING btree ("dealership_id","host_id");--> statement-breakpoint
CREATE UNIQUE INDEX "scripts_name" ON "scripts" USING btree ("dealership_id",lower("name"));--> statement-breakpoint
CREATE INDEX "transfers_newest" ON "transfers" USING btree ("dealership_id",("state" = 'running'),"id");--> statement-breakpoint
CREATE INDEX "transfers_by_host" ON "transfers" USING btree ("dealership_id","host_id",("state" = 'running'),"id");--> statement-breakpoint
CREATE INDEX "transfers_seen" ON "transfers" USING btree ("seen_at");--> statement-breakpoint
CREATE INDEX "executions_by_script" ON "executions" USING btree ("dealership_id","script_name","id");--> statement-breakpoint
CREATE INDEX "executions_under_way" ON "executions" USING btree ("dealership_id","host_id","id") WHERE "state" in ('waiting', 'running');--> statement-breakpoint
CREATE INDEX "executions_lease" ON "executions" USING btree ("lease_until") WHERE "state" in ('waiting', 'running');--> statement-breakpoint
CREATE INDEX "executions_old" ON "executions" USING btree ("created_at");--> statement-breakpoint
ALTER TABLE "executions" ADD CONSTRAINT "executions_operation" CHECK ("operation" in ('removeBackground', 'script'));--> statement-breakpoint
ALTER TABLE "executions" ADD CONSTRAINT "executions_road" CHECK ("road" in ('direct', 'ssh', 'relay'));--> statement-breakpoint
ALTER TABLE "executions" ADD CONSTRAINT "executions_script" CHECK ("operation" <> 'script' or "script_name" is not null);--> statement-breakpoint
ALTER TABLE "executions" ADD CONSTRAINT "executions_state" CHECK ("state" in ('waiting', 'running', 'done', 'partly', 'failed', 'cancelled'));