"""What is known and done in a case: safety, plan of help, visits, people, files."""
