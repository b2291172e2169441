namespace Orleans;

/// <summary>Base of all grain interfaces. Methods return Task, Task{T}, ValueTask or ValueTask{T}.</summary>
public interface IGrain : Runtime.IAddressable;
