CREATE TABLE "dealership_queues" (
	"dealership_id" uuid PRIMARY KEY NOT NULL,
	"turn" bigint DEFAULT 0 NOT NULL,
	"paused_at" timestamp (3) with time zone,
	"paused_by" text
);
--> statement-breakpoint
CREATE TABLE "error_groups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"dealership_id" uuid,
	"fingerprint" text NOT NULL,
	"code" text NOT NULL,
	"place" text NOT NULL,
	"operation" text,
	"provider" text,
	"message" text NOT NULL,
	"hint" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"count" bigint DEFAULT 0 NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"changed_by" text,
	"changed_at" timestamp (3) with time zone,
	CONSTRAINT "error_groups_state" CHECK ("state" in ('open', 'acknowledged', 'resolved', 'regressed')),
	CONSTRAINT "error_groups_place" CHECK ("place" in ('http', 'job', 'delivery', 'import', 'engine', 'storage', 'schedule', 'start'))
);
--> statement-breakpoint
CREATE TABLE "error_hours" (
	"group_id" uuid NOT NULL,
	"dealership_id" uuid,
	"hour" timestamp (3) with time zone NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "error_hours_group_id_hour_pk" PRIMARY KEY("group_id","hour")
);
--> statement-breakpoint
CREATE TABLE "error_jobs" (
	"group_id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"photo_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "error_jobs_group_id_job_id_pk" PRIMARY KEY("group_id","job_id")
);
--> statement-breakpoint
CREATE TABLE "error_occurrences" (
	"id" uuid PRIMARY KEY NOT NULL,
	"group_id" uuid NOT NULL,
	"dealership_id" uuid,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"message" text NOT NULL,
	"correlation_id" text,
	"job_id" uuid,
	"photo_id" uuid,
	"details" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "installation_pause" (
	"id" text PRIMARY KEY DEFAULT 'all' NOT NULL,
	"paused_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"paused_by" text NOT NULL,
	CONSTRAINT "installation_pause_one" CHECK ("id" = 'all')
);
--> statement-breakpoint
CREATE TABLE "job_attempts" (
	"dealership_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"fence" integer NOT NULL,
	"attempt" integer NOT NULL,
	"provider" text,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"problem" jsonb NOT NULL,
	CONSTRAINT "job_attempts_dealership_id_job_id_fence_pk" PRIMARY KEY("dealership_id","job_id","fence")
);
--> statement-breakpoint
CREATE TABLE "notification_preferences" (
	"dealership_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"kinds" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"quiet_hours" jsonb,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notification_preferences_dealership_id_person_id_pk" PRIMARY KEY("dealership_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "notification_recipients" (
	"notification_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"dealership_id" uuid,
	"is_in_page" boolean NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"read_at" timestamp (3) with time zone,
	"mail_due_at" timestamp (3) with time zone,
	"mailed_at" timestamp (3) with time zone,
	CONSTRAINT "notification_recipients_notification_id_person_id_pk" PRIMARY KEY("notification_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "notification_rules" (
	"dealership_id" uuid PRIMARY KEY NOT NULL,
	"escalate_after_minutes" integer,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"dealership_id" uuid,
	"kind" text NOT NULL,
	"group_key" text NOT NULL,
	"audience" text NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"link" text,
	"count" integer DEFAULT 1 NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"escalate_at" timestamp (3) with time zone,
	"escalated_at" timestamp (3) with time zone,
	"acknowledged_at" timestamp (3) with time zone,
	"acknowledged_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notifications_audience" CHECK ("audience" in ('everyone', 'editors', 'managers', 'operators'))
);
--> statement-breakpoint
CREATE TABLE "workers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"process_id" integer NOT NULL,
	"provider" text NOT NULL,
	"concurrency" integer NOT NULL,
	"under_way" integer DEFAULT 0 NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
DROP INDEX "jobs_in_turn";--> statement-breakpoint
ALTER TABLE "jobs" ALTER COLUMN "photo_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "correlation_id" text;--> statement-breakpoint
ALTER TABLE "uploads" ADD COLUMN "correlation_id" text;--> statement-breakpoint
ALTER TABLE "dealership_queues" ADD CONSTRAINT "dealership_queues_dealership_id_dealerships_id_fk" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "error_groups" ADD CONSTRAINT "error_groups_dealership_id_dealerships_id_fk" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "error_hours" ADD CONSTRAINT "error_hours_group_id_error_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."error_groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "error_hours" ADD CONSTRAINT "error_hours_dealership_id_dealerships_id_fk" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "error_jobs" ADD CONSTRAINT "error_jobs_group_id_error_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."error_groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "error_jobs" ADD CONSTRAINT "error_jobs_job" FOREIGN KEY ("dealership_id","photo_id","job_id") REFERENCES "public"."jobs"("dealership_id","photo_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "error_occurrences" ADD CONSTRAINT "error_occurrences_group_id_error_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."error_groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "error_occurrences" ADD CONSTRAINT "error_occurrences_dealership_id_dealerships_id_fk" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_attempts" ADD CONSTRAINT "job_attempts_job" FOREIGN KEY ("dealership_id","job_id") REFERENCES "public"."jobs"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_preferences" ADD CONSTRAINT "notification_preferences_membership" FOREIGN KEY ("dealership_id","person_id") REFERENCES "public"."memberships"("dealership_id","person_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_recipients" ADD CONSTRAINT "notification_recipients_notification_id_notifications_id_fk" FOREIGN KEY ("notification_id") REFERENCES "public"."notifications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_recipients" ADD CONSTRAINT "notification_recipients_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_recipients" ADD CONSTRAINT "notification_recipients_membership" FOREIGN KEY ("dealership_id","person_id") REFERENCES "public"."memberships"("dealership_id","person_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_rules" ADD CONSTRAINT "notification_rules_dealership_id_dealerships_id_fk" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_dealership_id_dealerships_id_fk" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "error_groups_fingerprint" ON "error_groups" USING btree (coalesce("dealership_id", '00000000-0000-0000-0000-000000000000'::uuid),"fingerprint");--> statement-breakpoint
CREATE INDEX "error_groups_newest" ON "error_groups" USING btree ("dealership_id","last_seen_at","id");--> statement-breakpoint
CREATE INDEX "error_hours_by_dealership" ON "error_hours" USING btree ("dealership_id","hour");--> statement-breakpoint
CREATE INDEX "error_jobs_by_job" ON "error_jobs" USING btree ("dealership_id","photo_id","job_id");--> statement-breakpoint
CREATE INDEX "error_occurrences_of_group" ON "error_occurrences" USING btree ("group_id","id");--> statement-breakpoint
CREATE INDEX "notification_recipients_of_person" ON "notification_recipients" USING btree ("person_id","at","notification_id");--> statement-breakpoint
CREATE INDEX "notification_recipients_mail_due" ON "notification_recipients" USING btree ("mail_due_at") WHERE "mail_due_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_one_open" ON "notifications" USING btree (coalesce("dealership_id", '00000000-0000-0000-0000-000000000000'::uuid),"group_key") WHERE "acknowledged_at" is null;--> statement-breakpoint
CREATE INDEX "notifications_to_escalate" ON "notifications" USING btree ("escalate_at") WHERE "escalate_at" is not null;--> statement-breakpoint
CREATE INDEX "notifications_raised_at" ON "notifications" USING btree ("raised_at");--> statement-breakpoint
CREATE INDEX "jobs_delayed" ON "jobs" USING btree ("next_try_at") WHERE "state" = 'waiting' and "next_try_at" is not null;--> statement-breakpoint
CREATE INDEX "jobs_failed" ON "jobs" USING btree ("dealership_id",("problem" ->> 'code'),"provider","id") WHERE "state" = 'failed';--> statement-breakpoint
CREATE INDEX "jobs_in_turn" ON "jobs" USING btree ("dealership_id","priority" DESC NULLS FIRST,"id") WHERE "state" = 'waiting' and "next_try_at" is null;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_operation" CHECK ("operation" in ('removeBackground', 'check'));--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_photo_given" CHECK (("operation" = 'check') = ("photo_id" is null));