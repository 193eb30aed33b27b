CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE TABLE "executions" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"host_id" uuid NOT NULL,
	"operation" text NOT NULL,
	"script_version" text,
	"state" text DEFAULT 'waiting' NOT NULL,
	"exit_code" integer,
	"output_bytes" bigint DEFAULT 0 NOT NULL,
	"error_code" text,
	"job_id" uuid,
	"started_by" text NOT NULL,
	"search_text" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "executions_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "executions_state" CHECK ("state" in ('waiting', 'running', 'done', 'failed', 'cancelled')),
	CONSTRAINT "executions_output_bytes" CHECK ("output_bytes" >= 0)
);
--> statement-breakpoint
CREATE TABLE "hosts" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"name" text NOT NULL,
	"platform" text,
	"agent_version" text,
	"state" text DEFAULT 'enrolling' NOT NULL,
	"facts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"last_seen_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "hosts_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "hosts_name" UNIQUE("dealership_id","name"),
	CONSTRAINT "hosts_state" CHECK ("state" in ('enrolling', 'online', 'draining', 'offline', 'revoked'))
);
--> statement-breakpoint
CREATE TABLE "import_errors" (
	"dealership_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"row_number" integer NOT NULL,
	"place" integer NOT NULL,
	"column_name" text NOT NULL,
	"message" text NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "import_errors_dealership_id_import_id_row_number_place_pk" PRIMARY KEY("dealership_id","import_id","row_number","place")
);
--> statement-breakpoint
CREATE TABLE "import_items" (
	"dealership_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"target_id" uuid NOT NULL,
	"row_number" integer NOT NULL,
	"undone" text,
	CONSTRAINT "import_items_dealership_id_import_id_kind_target_id_pk" PRIMARY KEY("dealership_id","import_id","kind","target_id"),
	CONSTRAINT "import_items_kind" CHECK ("kind" in ('vehicle', 'photo'))
);
--> statement-breakpoint
CREATE TABLE "import_parts" (
	"dealership_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"offset" bigint NOT NULL,
	"data" "bytea" NOT NULL,
	CONSTRAINT "import_parts_dealership_id_import_id_offset_pk" PRIMARY KEY("dealership_id","import_id","offset")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"state" text DEFAULT 'receiving' NOT NULL,
	"plan" jsonb,
	"bytes" bigint NOT NULL,
	"received_bytes" bigint DEFAULT 0 NOT NULL,
	"total_rows" integer,
	"done_rows" integer DEFAULT 0 NOT NULL,
	"created_count" integer DEFAULT 0 NOT NULL,
	"skipped_count" integer DEFAULT 0 NOT NULL,
	"failed_count" integer DEFAULT 0 NOT NULL,
	"undone_count" integer DEFAULT 0 NOT NULL,
	"kept_count" integer DEFAULT 0 NOT NULL,
	"problem" jsonb,
	"started_by" text NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "imports_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "imports_kind" CHECK ("kind" in ('csv', 'mongo', 'folder')),
	CONSTRAINT "imports_state" CHECK ("state" in ('receiving', 'ready', 'running', 'stopped', 'done', 'failed', 'undoing', 'undone')),
	CONSTRAINT "imports_received" CHECK ("received_bytes" between 0 and "bytes")
);
--> statement-breakpoint
CREATE TABLE "providers" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"secret_id" uuid,
	"weight" integer DEFAULT 100 NOT NULL,
	"is_enabled" boolean DEFAULT true NOT NULL,
	"limits" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "providers_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "providers_name" UNIQUE("dealership_id","name"),
	CONSTRAINT "providers_weight" CHECK ("weight" between 0 and 1000)
);
--> statement-breakpoint
CREATE TABLE "usage" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"operation" text NOT NULL,
	"model" text DEFAULT '' NOT NULL,
	"quantity" integer DEFAULT 1 NOT NULL,
	"cost_microdollars" bigint NOT NULL,
	"job_id" uuid,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "usage_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "usage_amounts" CHECK ("quantity" >= 0 and "cost_microdollars" >= 0)
);
--> statement-breakpoint
CREATE TABLE "usage_days" (
	"dealership_id" uuid NOT NULL,
	"day" date NOT NULL,
	"provider" text NOT NULL,
	"operation" text NOT NULL,
	"model" text NOT NULL,
	"calls" integer NOT NULL,
	"quantity" bigint NOT NULL,
	"cost_microdollars" bigint NOT NULL,
	CONSTRAINT "usage_days_dealership_id_day_provider_operation_model_pk" PRIMARY KEY("dealership_id","day","provider","operation","model")
);
--> statement-breakpoint
ALTER TABLE "executions" ADD CONSTRAINT "executions_host" FOREIGN KEY ("dealership_id","host_id") REFERENCES "public"."hosts"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hosts" ADD CONSTRAINT "hosts_dealership" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_errors" ADD CONSTRAINT "import_errors_import" FOREIGN KEY ("dealership_id","import_id") REFERENCES "public"."imports"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_items" ADD CONSTRAINT "import_items_import" FOREIGN KEY ("dealership_id","import_id") REFERENCES "public"."imports"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_parts" ADD CONSTRAINT "import_parts_import" FOREIGN KEY ("dealership_id","import_id") REFERENCES "public"."imports"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_dealership" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "providers" ADD CONSTRAINT "providers_dealership" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage" ADD CONSTRAINT "usage_dealership" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_days" ADD CONSTRAINT "usage_days_dealership" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "executions_by_state" ON "executions" USING btree ("dealership_id","state","id");--> statement-breakpoint
CREATE INDEX "executions_by_host" ON "executions" USING btree ("dealership_id","host_id","id");--> statement-breakpoint
CREATE INDEX "executions_search" ON "executions" USING gin ("search_text" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "hosts_last_seen" ON "hosts" USING btree ("last_seen_at") WHERE "state" in ('online', 'draining');--> statement-breakpoint
CREATE INDEX "imports_under_way" ON "imports" USING btree ("lease_until") WHERE "state" in ('running', 'undoing');--> statement-breakpoint
CREATE INDEX "usage_at" ON "usage" USING btree ("dealership_id","at");--> statement-breakpoint
CREATE INDEX "vehicles_search" ON "vehicles" USING gin (("stock_number" || E'\n' || coalesce("vin", '') || E'\n' || "make" || ' ' || "model") gin_trgm_ops);