"""Projects, documents, the queue, annotations, jobs and formats: the ground every other app stands on."""
