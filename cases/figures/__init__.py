"""Reports made of counts: 周调度, 月分析, 季总结; how they are kept from pointing at one child."""
