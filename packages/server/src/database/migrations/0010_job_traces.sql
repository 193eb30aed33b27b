CREATE TABLE "job_traces" (
	"dealership_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"trace_parent" text NOT NULL,
	CONSTRAINT "job_traces_dealership_id_job_id_pk" PRIMARY KEY("dealership_id","job_id")
);
--> statement-breakpoint
ALTER TABLE "job_traces" ADD CONSTRAINT "job_traces_job" FOREIGN KEY ("dealership_id","job_id") REFERENCES "public"."jobs"("dealership_id","id") ON DELETE cascade ON UPDATE no action;