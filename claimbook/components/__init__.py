"""The parts that chapters are made of: pages, tables, cards and charts."""
