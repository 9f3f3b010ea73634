"""What the chapters show: one module for each chapter, on top of tables, cards, charts and figures."""
