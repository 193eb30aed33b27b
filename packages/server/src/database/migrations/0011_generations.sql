CREATE TABLE "generation_inputs" (
	"dealership_id" uuid NOT NULL,
	"generation_id" uuid NOT NULL,
	"role" text NOT NULL,
	"position" integer NOT NULL,
	"asset_sha256" text NOT NULL,
	CONSTRAINT "generation_inputs_dealership_id_generation_id_role_position_pk" PRIMARY KEY("dealership_id","generation_id","role","position"),
	CONSTRAINT "generation_inputs_role" CHECK ("role" in ('picture', 'mask'))
);
--> statement-breakpoint
CREATE TABLE "generation_results" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"generation_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"asset_sha256" text NOT NULL,
	"revised_prompt" text,
	"seed" bigint,
	"is_favourite" boolean DEFAULT false NOT NULL,
	"photo_id" uuid,
	CONSTRAINT "generation_results_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "generation_results_place" UNIQUE("dealership_id","generation_id","position")
);
--> statement-breakpoint
CREATE TABLE "generations" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"root_id" uuid NOT NULL,
	"parent_id" uuid,
	"parent_result_id" uuid,
	"vehicle_id" uuid,
	"job_id" uuid NOT NULL,
	"operation" text NOT NULL,
	"parameters" jsonb NOT NULL,
	"provider" text,
	"model" text,
	"request_hash" text NOT NULL,
	"estimate" jsonb,
	"cancelled_at" timestamp (3) with time zone,
	"by_kind" text NOT NULL,
	"by_id" text,
	"by_name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "generations_dealership_id_id_pk" PRIMARY KEY("dealership_id","id"),
	CONSTRAINT "generations_operation" CHECK ("operation" in ('generateImage', 'editImage')),
	CONSTRAINT "generations_root" CHECK (("parent_id" is null) = ("root_id" = "id"))
);
--> statement-breakpoint
CREATE TABLE "photo_analyses" (
	"dealership_id" uuid NOT NULL,
	"photo_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"findings" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "photo_analyses_dealership_id_photo_id_pk" PRIMARY KEY("dealership_id","photo_id")
);
--> statement-breakpoint
CREATE TABLE "provider_calls" (
	"dealership_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"provider_job_id" text,
	"accepted_at" timestamp (3) with time zone,
	"provider" text,
	"model" text,
	"cost_microdollars" bigint DEFAULT 0 NOT NULL,
	"total_ms" double precision DEFAULT 0 NOT NULL,
	"is_cached" boolean DEFAULT false NOT NULL,
	"attempts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"warnings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "provider_calls_dealership_id_job_id_pk" PRIMARY KEY("dealership_id","job_id"),
	CONSTRAINT "provider_calls_cost" CHECK ("cost_microdollars" >= 0)
);
--> statement-breakpoint
ALTER TABLE "jobs" DROP CONSTRAINT "jobs_operation";--> statement-breakpoint
ALTER TABLE "jobs" DROP CONSTRAINT "jobs_photo_given";--> statement-breakpoint
DROP INDEX "jobs_in_turn";--> statement-breakpoint
ALTER TABLE "dealership_queues" ADD COLUMN "provider_turn" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "lane" text DEFAULT 'machine' NOT NULL;--> statement-breakpoint
ALTER TABLE "generation_inputs" ADD CONSTRAINT "generation_inputs_generation" FOREIGN KEY ("dealership_id","generation_id") REFERENCES "public"."generations"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "generation_inputs" ADD CONSTRAINT "generation_inputs_asset" FOREIGN KEY ("dealership_id","asset_sha256") REFERENCES "public"."assets"("dealership_id","sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "generation_results" ADD CONSTRAINT "generation_results_generation" FOREIGN KEY ("dealership_id","generation_id") REFERENCES "public"."generations"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "generation_results" ADD CONSTRAINT "generation_results_asset" FOREIGN KEY ("dealership_id","asset_sha256") REFERENCES "public"."assets"("dealership_id","sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "generations" ADD CONSTRAINT "generations_job" FOREIGN KEY ("dealership_id","job_id") REFERENCES "public"."jobs"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "generations" ADD CONSTRAINT "generations_vehicle" FOREIGN KEY ("dealership_id","vehicle_id") REFERENCES "public"."vehicles"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "generations" ADD CONSTRAINT "generations_tree" FOREIGN KEY ("dealership_id","root_id") REFERENCES "public"."generations"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "generations" ADD CONSTRAINT "generations_parent" FOREIGN KEY ("dealership_id","parent_id") REFERENCES "public"."generations"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "generations" ADD CONSTRAINT "generations_parent_result" FOREIGN KEY ("dealership_id","parent_result_id") REFERENCES "public"."generation_results"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "photo_analyses" ADD CONSTRAINT "photo_analyses_photo" FOREIGN KEY ("dealership_id","photo_id") REFERENCES "public"."photos"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "photo_analyses" ADD CONSTRAINT "photo_analyses_job" FOREIGN KEY ("dealership_id","job_id") REFERENCES "public"."jobs"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_calls" ADD CONSTRAINT "provider_calls_job" FOREIGN KEY ("dealership_id","job_id") REFERENCES "public"."jobs"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "generation_inputs_by_asset" ON "generation_inputs" USING btree ("dealership_id","asset_sha256");--> statement-breakpoint
CREATE INDEX "generation_results_by_asset" ON "generation_results" USING btree ("dealership_id","asset_sha256");--> statement-breakpoint
CREATE INDEX "generation_results_favourites" ON "generation_results" USING btree ("dealership_id","generation_id") WHERE "is_favourite";--> statement-breakpoint
CREATE INDEX "generations_by_root" ON "generations" USING btree ("dealership_id","root_id","id");--> statement-breakpoint
CREATE INDEX "generations_by_parent" ON "generations" USING btree ("dealership_id","parent_id","id");--> statement-breakpoint
CREATE INDEX "generations_by_vehicle" ON "generations" USING btree ("dealership_id","vehicle_id","id");--> statement-breakpoint
CREATE INDEX "generations_by_job" ON "generations" USING btree ("dealership_id","job_id");--> statement-breakpoint
CREATE INDEX "generations_by_request" ON "generations" USING btree ("dealership_id","request_hash");--> statement-breakpoint
CREATE INDEX "generations_roots" ON "generations" USING btree ("dealership_id","id") WHERE "parent_id" is null;--> statement-breakpoint
CREATE INDEX "photo_analyses_by_job" ON "photo_analyses" USING btree ("dealership_id","job_id");--> statement-breakpoint
CREATE INDEX "jobs_in_turn_at_providers" ON "jobs" USING btree ("dealership_id","priority" DESC NULLS FIRST,"id") WHERE "state" = 'waiting' and "next_try_at" is null and "lane" = 'provider';--> statement-breakpoint
CREATE INDEX "jobs_in_turn" ON "jobs" USING btree ("dealership_id","priority" DESC NULLS FIRST,"id") WHERE "state" = 'waiting' and "next_try_at" is null and "lane" = 'machine';--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_lane" CHECK (("lane" = 'provider') = ("operation" in ('generateImage', 'editImage', 'analyzeImage')));--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_operation" CHECK ("operation" in ('removeBackground', 'check', 'generateImage', 'editImage', 'analyzeImage'));--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_photo_given" CHECK (("operation" = 'removeBackground') = ("photo_id" is not null));