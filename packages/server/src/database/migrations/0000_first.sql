CREATE TABLE "api_keys" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"key_hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_dealership_id_id_pk" PRIMARY KEY("dealership_id","id")
);
--> statement-breakpoint
CREATE TABLE "assets" (
	"dealership_id" uuid NOT NULL,
	"sha256" text NOT NULL,
	"bytes" bigint NOT NULL,
	"type" text NOT NULL,
	"width_px" integer NOT NULL,
	"height_px" integer NOT NULL,
	"placeholder" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "assets_dealership_id_sha256_pk" PRIMARY KEY("dealership_id","sha256"),
	CONSTRAINT "assets_sha256_hexadecimal" CHECK ("sha256" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "cutouts" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"photo_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"asset_sha256" text NOT NULL,
	"provider" text NOT NULL,
	"model" text NOT NULL,
	"cost_usd" double precision NOT NULL,
	"careful" boolean NOT NULL,
	"timings" jsonb NOT NULL,
	"warnings" jsonb NOT NULL,
	"report" jsonb,
	"score" double precision,
	"verdict" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "cutouts_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "cutouts_one_of_job" UNIQUE("dealership_id","job_id"),
	CONSTRAINT "cutouts_of_photo" UNIQUE("dealership_id","photo_id","id")
);
--> statement-breakpoint
CREATE TABLE "dealerships" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"event_sequence" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "events" (
	"dealership_id" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "events_dealership_id_sequence_pk" PRIMARY KEY("dealership_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "idempotency" (
	"dealership_id" uuid NOT NULL,
	"principal" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"status" integer,
	"headers" jsonb,
	"body" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_dealership_id_principal_key_pk" PRIMARY KEY("dealership_id","principal","key")
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"photo_id" uuid NOT NULL,
	"operation" text DEFAULT 'removeBackground' NOT NULL,
	"options" jsonb NOT NULL,
	"priority" integer DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"progress_stage" text,
	"progress_share" double precision,
	"provider" text,
	"problem" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"next_try_at" timestamp (3) with time zone,
	CONSTRAINT "jobs_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "jobs_of_photo" UNIQUE("dealership_id","photo_id","id"),
	CONSTRAINT "jobs_state" CHECK ("state" in ('waiting', 'working', 'done', 'failed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"dealership_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memberships_dealership_id_person_id_pk" PRIMARY KEY("dealership_id","person_id"),
	CONSTRAINT "memberships_role" CHECK ("role" in ('owner', 'manager', 'editor', 'reviewer', 'viewer'))
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "photos" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"vehicle_id" uuid NOT NULL,
	"asset_sha256" text NOT NULL,
	"name" text NOT NULL,
	"angle" text,
	"position" integer NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"job_id" uuid,
	"cutout_id" uuid,
	"review_id" uuid,
	"score" double precision,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "photos_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "photos_vehicle_asset" UNIQUE("vehicle_id","asset_sha256"),
	CONSTRAINT "photos_state" CHECK ("state" in ('waiting', 'working', 'review', 'approved', 'rejected', 'failed', 'cancelled')),
	CONSTRAINT "photos_angle" CHECK ("angle" in ('front', 'front-left', 'left', 'rear-left', 'rear', 'rear-right', 'right', 'front-right', 'interior', 'detail'))
);
--> statement-breakpoint
CREATE TABLE "reviews" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"photo_id" uuid NOT NULL,
	"cutout_id" uuid NOT NULL,
	"decision" text NOT NULL,
	"reason" text,
	"by_name" text NOT NULL,
	"person_id" uuid,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"undone_at" timestamp (3) with time zone,
	"undone_by_name" text,
	CONSTRAINT "reviews_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "reviews_of_photo" UNIQUE("dealership_id","photo_id","id"),
	CONSTRAINT "reviews_decision" CHECK ("decision" in ('approve', 'reject'))
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sessions_dealership_id_id_pk" PRIMARY KEY("dealership_id","id")
);
--> statement-breakpoint
CREATE TABLE "setup_codes" (
	"code_hash" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "uploads" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"vehicle_id" uuid NOT NULL,
	"created_by" text,
	"name" text NOT NULL,
	"type_hint" text,
	"angle" text,
	"options" jsonb,
	"bytes" bigint NOT NULL,
	"offset" bigint DEFAULT 0 NOT NULL,
	"sha256" text,
	"state" text DEFAULT 'receiving' NOT NULL,
	"problem" jsonb,
	"photo_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "uploads_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "uploads_state" CHECK ("state" in ('receiving', 'finishing', 'done', 'failed')),
	CONSTRAINT "uploads_offset" CHECK ("offset" between 0 and "bytes")
);
--> statement-breakpoint
CREATE TABLE "vehicles" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"stock_number" text NOT NULL,
	"vin" text,
	"make" text NOT NULL,
	"model" text NOT NULL,
	"year" integer,
	"colour" text,
	"mileage_km" integer,
	"price_cents" bigint,
	"currency" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "vehicles_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "vehicles_stock_number" UNIQUE("dealership_id","stock_number")
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_dealership" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assets" ADD CONSTRAINT "assets_dealership" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cutouts" ADD CONSTRAINT "cutouts_job" FOREIGN KEY ("dealership_id","photo_id","job_id") REFERENCES "public"."jobs"("dealership_id","photo_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cutouts" ADD CONSTRAINT "cutouts_asset" FOREIGN KEY ("dealership_id","asset_sha256") REFERENCES "public"."assets"("dealership_id","sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_dealership_id_dealerships_id_fk" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency" ADD CONSTRAINT "idempotency_dealership_id_dealerships_id_fk" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_photo" FOREIGN KEY ("dealership_id","photo_id") REFERENCES "public"."photos"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_dealership_id_dealerships_id_fk" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "photos" ADD CONSTRAINT "photos_vehicle" FOREIGN KEY ("dealership_id","vehicle_id") REFERENCES "public"."vehicles"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "photos" ADD CONSTRAINT "photos_asset" FOREIGN KEY ("dealership_id","asset_sha256") REFERENCES "public"."assets"("dealership_id","sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "photos" ADD CONSTRAINT "photos_job" FOREIGN KEY ("dealership_id","id","job_id") REFERENCES "public"."jobs"("dealership_id","photo_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "photos" ADD CONSTRAINT "photos_cutout" FOREIGN KEY ("dealership_id","id","cutout_id") REFERENCES "public"."cutouts"("dealership_id","photo_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "photos" ADD CONSTRAINT "photos_review" FOREIGN KEY ("dealership_id","id","review_id") REFERENCES "public"."reviews"("dealership_id","photo_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_cutout" FOREIGN KEY ("dealership_id","photo_id","cutout_id") REFERENCES "public"."cutouts"("dealership_id","photo_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_membership" FOREIGN KEY ("dealership_id","person_id") REFERENCES "public"."memberships"("dealership_id","person_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_vehicle" FOREIGN KEY ("dealership_id","vehicle_id") REFERENCES "public"."vehicles"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_photo" FOREIGN KEY ("dealership_id","photo_id") REFERENCES "public"."photos"("dealership_id","id") ON DELETE set null ("photo_id") ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vehicles" ADD CONSTRAINT "vehicles_dealership" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_key_hash" ON "api_keys" USING btree ("key_hash");--> statement-breakpoint
CREATE INDEX "assets_sha256" ON "assets" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "cutouts_by_asset" ON "cutouts" USING btree ("dealership_id","asset_sha256");--> statement-breakpoint
CREATE INDEX "events_at" ON "events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "idempotency_created_at" ON "idempotency" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_one_under_way" ON "jobs" USING btree ("dealership_id","photo_id") WHERE "state" in ('waiting', 'working');--> statement-breakpoint
CREATE INDEX "jobs_by_state" ON "jobs" USING btree ("dealership_id","state","id");--> statement-breakpoint
CREATE INDEX "jobs_in_turn" ON "jobs" USING btree ("priority" DESC NULLS FIRST,"id") WHERE "state" = 'waiting';--> statement-breakpoint
CREATE INDEX "jobs_leased" ON "jobs" USING btree ("lease_until") WHERE "state" = 'working';--> statement-breakpoint
CREATE INDEX "memberships_person" ON "memberships" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "people_email" ON "people" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "photos_by_position" ON "photos" USING btree ("dealership_id","vehicle_id","position","id");--> statement-breakpoint
CREATE INDEX "photos_by_state" ON "photos" USING btree ("dealership_id","state","id");--> statement-breakpoint
CREATE INDEX "photos_by_doubt" ON "photos" USING btree ("dealership_id",coalesce("score", 101),"id");--> statement-breakpoint
CREATE INDEX "photos_by_state_and_doubt" ON "photos" USING btree ("dealership_id","state",coalesce("score", 101),"id");--> statement-breakpoint
CREATE INDEX "photos_by_asset" ON "photos" USING btree ("dealership_id","asset_sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_token_hash" ON "sessions" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "sessions_expires_at" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "uploads_by_state" ON "uploads" USING btree ("dealership_id","state");--> statement-breakpoint
CREATE INDEX "uploads_expires_at" ON "uploads" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "uploads_by_vehicle" ON "uploads" USING btree ("dealership_id","vehicle_id");--> statement-breakpoint
CREATE INDEX "uploads_by_photo" ON "uploads" USING btree ("dealership_id","photo_id");