"""What the chapters show: one module for each chapter, on top of html, charts and figure."""
