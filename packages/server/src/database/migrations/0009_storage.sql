CREATE TABLE "file_holds" (
	"sha256" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"holder" uuid,
	CONSTRAINT "file_holds_kind" CHECK ("kind" in ('keeping', 'removing'))
);
--> statement-breakpoint
CREATE TABLE "storage_cleanings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"is_full" boolean NOT NULL,
	"is_dry_run" boolean DEFAULT false NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"counts" jsonb,
	"problem" jsonb
);
--> statement-breakpoint
CREATE TABLE "storage_moves" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"target" text NOT NULL,
	"state" text DEFAULT 'counting' NOT NULL,
	"cursor" text DEFAULT '' NOT NULL,
	"bytes_per_second" bigint,
	"total_files" integer DEFAULT 0 NOT NULL,
	"total_bytes" bigint DEFAULT 0 NOT NULL,
	"done_files" integer DEFAULT 0 NOT NULL,
	"done_bytes" bigint DEFAULT 0 NOT NULL,
	"copied_files" integer DEFAULT 0 NOT NULL,
	"copied_bytes" bigint DEFAULT 0 NOT NULL,
	"removed_files" integer DEFAULT 0 NOT NULL,
	"problem_count" integer DEFAULT 0 NOT NULL,
	"problems" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"trouble" jsonb,
	"fence" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"switched_at" timestamp (3) with time zone,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "storage_moves_places" CHECK ("source" <> "target"),
	CONSTRAINT "storage_moves_state" CHECK ("state" in ('counting', 'copying', 'switched', 'verifying', 'removing', 'removed', 'cancelled'))
);
--> statement-breakpoint
CREATE INDEX "file_holds_at" ON "file_holds" USING btree ("at");--> statement-breakpoint
CREATE INDEX "storage_cleanings_started_at" ON "storage_cleanings" USING btree ("started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "storage_moves_one_at_a_time" ON "storage_moves" USING btree ((true)) WHERE "state" in ('counting', 'copying', 'verifying', 'removing');--> statement-breakpoint
CREATE INDEX "uploads_finishing" ON "uploads" USING btree ("sha256") WHERE "state" = 'finishing';